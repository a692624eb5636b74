import { tensorData, tensorSizeBytes } from "./tensors.ts";
import type {
	Finding,
	Model,
	QuantizationParameters,
	Tensor,
} from "./types.ts";

/** Every tensor points to a buffer that exists. */
export function* tensorBuffer(model: Model): Iterable<Finding> {
	const externals = new Set(model.externalBuffers?.map(({ id }) => id));
	for (const { path, tensor } of tensors(model)) {
		// Buffer 0 stands for "no buffer", also where there are none at all.
		if (tensor.buffer !== 0 && model.buffers?.[tensor.buffer] === undefined) {
			const problem = `there is no buffer ${tensor.buffer}.`;
			yield { path: `${path}.buffer`, problem };
		}
		if (tensor.externalBuffer !== 0 && !externals.has(tensor.externalBuffer)) {
			const problem = `there is no external buffer with the id ${tensor.externalBuffer}.`;
			yield { path: `${path}.externalBuffer`, problem };
		}
	}
}

/** No dimension is negative, and a shape signature has the rank of the shape. */
export function* tensorShape(model: Model): Iterable<Finding> {
	for (const { path, tensor } of tensors(model)) {
		const { shape = [], shapeSignature } = tensor;
		if (shape.some((dimension) => dimension < 0)) {
			const problem = `${shapeText(shape)} has a negative dimension.`;
			yield { path: `${path}.shape`, problem };
		}
		const rank = shapeSignature?.length ?? 0;
		if (rank > 0 && rank !== shape.length) {
			const problem = `it has ${rank} dimensions, but the shape has ${shape.length}.`;
			yield { path: `${path}.shapeSignature`, problem };
		}
	}
}

/** A constant has as many bytes as its shape and type need. Sparse ones have fewer and are not judged. */
export function* tensorSize(model: Model): Iterable<Finding> {
	for (const { path, tensor } of tensors(model)) {
		const found = tensorData(model, tensor)?.byteLength;
		const expected = tensorSizeBytes(tensor);
		if (
			found !== undefined &&
			expected !== undefined &&
			found !== expected &&
			tensor.sparsity === undefined
		) {
			const problem = `${tensor.type} ${shapeText(tensor.shape)} needs ${expected} bytes, but buffer ${tensor.buffer} has ${found}.`;
			yield { path, problem };
		}
	}
}

/** Scales and zero points are as many as each other, and 1 or as many as the quantized dimension is long. */
export function* quantization(model: Model): Iterable<Finding> {
	for (const { path, tensor } of tensors(model)) {
		if (tensor.quantization !== undefined) {
			const place = `${path}.quantization`;
			for (const problem of faults(tensor, tensor.quantization)) {
				yield { path: place, problem };
			}
		}
	}
}

function* faults(
	{ shape = [] }: Tensor,
	{ scale = [], zeroPoint = [], quantizedDimension }: QuantizationParameters,
): Iterable<string> {
	const zeroPoints = zeroPoint.length;
	if (zeroPoints > 0 && zeroPoints !== scale.length) {
		yield `it has ${scale.length} scales, but ${zeroPoints} zero points.`;
	}
	if (scale.some((value) => !(value >= 0) || value === Infinity)) {
		yield "a scale is negative or not finite.";
	}
	const slices = shape[quantizedDimension];
	if (scale.length > 1 && scale.length !== slices) {
		yield `it has ${scale.length} scales for dimension ${quantizedDimension} of ${shapeText(shape)}.`;
	}
}

// A damaged file may have a shape of a million dimensions.
function shapeText(shape: readonly number[] = []): string {
	const rest = shape.length > 8 ? ", …" : "";
	return `[${shape.slice(0, 8).join(", ")}${rest}]`;
}

function* tensors(
	model: Model,
): Iterable<{ readonly path: string; readonly tensor: Tensor }> {
	for (const [graph, subgraph] of (model.subgraphs ?? []).entries()) {
		for (const [index, tensor] of (subgraph.tensors ?? []).entries()) {
			yield { path: `subgraphs[${graph}].tensors[${index}]`, tensor };
		}
	}
}
