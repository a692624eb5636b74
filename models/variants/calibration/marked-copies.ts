import { isConstant, tensorSizeBytes } from "../../tflite/index.ts";
import type { Model, SubGraph } from "../../tflite/types.ts";

/** A copy of a model that gives inner tensors as outputs, and the tensor behind each of its outputs. */
export type MarkedCopy = {
	readonly model: Model;
	readonly outputs: readonly number[];
};

/** The bytes of the tensors that one copy marks: they all stay alive in the runtime, once more in the binding. */
export const MARKED_BYTES = 64 * 1024 * 1024;

/**
 * Copies of a model of one subgraph whose outputs are the graph's own followed by the float tensors that its operators
 * make, each tensor in one copy, in the order they are made. The tensors marked in a copy take `markedBytes` at most, or
 * are one that alone takes more. Nothing else differs from the model.
 */
export function markedCopies(
	model: Model,
	graph: SubGraph,
	markedBytes = MARKED_BYTES,
): readonly MarkedCopy[] {
	const own = graph.outputs ?? [];
	const parts: number[][] = [[]];
	let bytes = 0;
	for (const index of observable(model, graph)) {
		const tensor = graph.tensors?.[index];
		const size = (tensor && tensorSizeBytes(tensor)) ?? 0;
		if (bytes > 0 && bytes + size > markedBytes) {
			parts.push([]);
			bytes = 0;
		}
		parts.at(-1)?.push(index);
		bytes += size;
	}
	return parts.map((part) => {
		const outputs = [...own, ...part];
		return {
			model: { ...model, subgraphs: [{ ...graph, outputs }] },
			outputs,
		};
	});
}

function observable(model: Model, graph: SubGraph): ReadonlySet<number> {
	const found = new Set<number>();
	const own = new Set(graph.outputs);
	for (const operator of graph.operators ?? []) {
		for (const index of operator.outputs ?? []) {
			const tensor = graph.tensors?.[index];
			if (
				tensor?.type === "FLOAT32" &&
				!tensor.isVariable &&
				!isConstant(model, tensor) &&
				!own.has(index)
			) {
				found.add(index);
			}
		}
	}
	return found;
}
