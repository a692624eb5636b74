import type { Model } from "../tflite/types.ts";
import { Refusal } from "./refusal.ts";

const QUANTIZED_TYPES: ReadonlySet<unknown> = new Set([
	"FLOAT16",
	"BFLOAT16",
	"INT4",
	"INT2",
	"INT8",
	"UINT8",
	"INT16",
]);

/** Gives the model back as it is when its weights are floats. Throws a Refusal that names a quantized tensor. */
export function requireFloatWeights(model: Model): Model {
	for (const graph of model.subgraphs ?? []) {
		for (const [index, tensor] of (graph.tensors ?? []).entries()) {
			if (QUANTIZED_TYPES.has(tensor.type) && isWeight(model, tensor.buffer)) {
				throw new Refusal(
					`it is quantized already: the constant "${tensor.name ?? index}" is ${tensor.type}. Use the variant as-is, or bring the float32 file`,
				);
			}
		}
	}
	return model;
}

function isWeight(model: Model, buffer: number): boolean {
	return (model.buffers?.[buffer]?.data?.length ?? 0) > 0;
}
