import type { Model } from "../tflite/types.ts";

/**
 * The model without the buffers that nothing refers to, the others renumbered in their order. Buffer 0 stays: by the
 * format's rule it is the empty one.
 */
export function withoutUnusedBuffers(model: Model): Model {
	const used = new Set([0, ...(model.metadataBuffer ?? [])]);
	for (const { buffer } of model.metadata ?? []) {
		used.add(buffer);
	}
	for (const graph of model.subgraphs ?? []) {
		for (const { buffer } of graph.tensors ?? []) {
			used.add(buffer);
		}
	}
	const kept = (model.buffers ?? []).flatMap((buffer, index) =>
		used.has(index) ? [{ buffer, index }] : [],
	);
	const moved = new Map(kept.map(({ index }, place) => [index, place]));
	const place = (index: number): number => moved.get(index) ?? index;
	return {
		...model,
		buffers: kept.map(({ buffer }) => buffer),
		metadataBuffer: model.metadataBuffer?.map(place),
		metadata: model.metadata?.map((entry) => ({
			...entry,
			buffer: place(entry.buffer),
		})),
		subgraphs: model.subgraphs?.map((graph) => ({
			...graph,
			tensors: graph.tensors?.map((tensor) => ({
				...tensor,
				buffer: place(tensor.buffer),
			})),
		})),
	};
}
