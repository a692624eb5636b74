import type { GraphInterface, TensorSpec } from "../../plan/graph-interface.ts";
import type { Model, SubGraph } from "../tflite/types.ts";

/** What the first subgraph of a model takes and gives: names, element types and quantization, as the file has them. */
export function graphInterface(model: Model): GraphInterface {
	const [graph] = model.subgraphs ?? [];
	return {
		inputs: (graph?.inputs ?? []).map((index) => tensorSpec(graph, index)),
		outputs: (graph?.outputs ?? []).map((index) => tensorSpec(graph, index)),
	};
}

function tensorSpec(graph: SubGraph | undefined, index: number): TensorSpec {
	const tensor = graph?.tensors?.[index];
	const scale = tensor?.quantization?.scale?.[0];
	return {
		name: tensor?.name ?? "",
		type: String(tensor?.type ?? "").toLowerCase(),
		quantization:
			scale === undefined
				? null
				: {
						scale,
						zeroPoint: Number(tensor?.quantization?.zeroPoint?.[0] ?? 0n),
					},
	};
}
