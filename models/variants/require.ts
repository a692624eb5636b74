import { operatorName, validateModel } from "../tflite/index.ts";
import type { Model, SubGraph } from "../tflite/types.ts";
import { requireFloatWeights } from "./float-weights.ts";
import { Refusal } from "./refusal.ts";

/**
 * Gives the model back when passes can work on it: well-formed, with float32 weights that are dense and in the file.
 * Throws a Refusal that says what is in the way.
 */
export function requireFloatModel(model: Model): Model {
	const [problem] = validateModel(model, 1);
	if (problem !== undefined) {
		throw new Refusal(
			`it is not well-formed: ${problem.path}: ${problem.problem} Mend or convert it anew`,
		);
	}
	for (const graph of model.subgraphs ?? []) {
		for (const [index, tensor] of (graph.tensors ?? []).entries()) {
			const name = tensor.name ?? index;
			if (tensor.sparsity !== undefined) {
				throw new Refusal(`the tensor "${name}" is sparse`);
			}
			if (tensor.externalBuffer !== 0) {
				throw new Refusal(`the tensor "${name}" is kept in another file`);
			}
			if ((tensor.quantization?.scale ?? []).length > 0) {
				throw new Refusal(
					`it is quantized already: "${name}" has a scale. Use the variant as-is, or bring the float32 file`,
				);
			}
		}
	}
	return requireFloatWeights(model);
}

/** Gives the only subgraph of a float model. Throws a Refusal for several, whose tensors cannot be observed. */
export function soleGraph(model: Model): SubGraph {
	const [graph, ...others] = model.subgraphs ?? [];
	if (graph === undefined || others.length > 0) {
		const count = model.subgraphs?.length ?? 0;
		throw new Refusal(
			`it has ${count} subgraphs (control flow or several signatures), and calibration sees into one only. Use float16 or dynamic-range`,
		);
	}
	return graph;
}

/** Throws a Refusal when a subgraph holds a custom operator, which can only compute in floats. */
export function refuseCustomOperators(model: Model, graph: SubGraph): void {
	for (const operator of graph.operators ?? []) {
		const code = model.operatorCodes?.[operator.opcodeIndex];
		if (code?.builtinCode === "CUSTOM" || code?.customCode !== undefined) {
			throw new Refusal(
				`its custom operator "${operatorName(model, operator)}" has no int8 form. Use int8, which leaves such operators in floats, or dynamic-range`,
			);
		}
	}
}
