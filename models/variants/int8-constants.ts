import { createTable, tensorValues } from "../tflite/index.ts";
import type {
	Model,
	QuantizationParameters,
	Tensor,
	TensorType,
} from "../tflite/types.ts";
import {
	type Affine,
	biasScale,
	quantizeActivation,
	quantizeBias,
	type Range,
} from "./arithmetic.ts";
import {
	enlargedForBias,
	quantizeSlices,
	type Scale,
	scaleOf,
	sliceRanges,
	slicesOf,
} from "./weight-scales.ts";

/** A constant in its quantized form: what changes of its tensor, and its bytes. */
export type QuantizedConstant = {
	readonly type: TensorType;
	readonly quantization: QuantizationParameters;
	readonly data: Uint8Array;
};

/** The bias that weights are to be quantized for. */
export type BiasNeed = {
	readonly inputScale: number;
	readonly values: Float32Array;
};

/** The values of a float32 constant. Throws an Error for any other tensor: its caller has made sure. */
export function floatValues(model: Model, tensor: Tensor): Float32Array {
	const values = tensorValues(model, tensor);
	if (!(values instanceof Float32Array)) {
		throw new Error(`"${tensor.name}" is no float32 constant.`);
	}
	return values;
}

/** A constant as int8, as an activation would be: with a zero point, one scale for the whole. */
export function activationConstant(
	values: Float32Array,
	affine: Affine,
): QuantizedConstant {
	const data = Int8Array.from(values, (value) =>
		quantizeActivation(value, affine),
	);
	return {
		type: "INT8",
		quantization: affineTable(affine),
		data: new Uint8Array(data.buffer),
	};
}

/**
 * Weights as symmetric int8, with a scale for each slice along an axis, or one for the whole where the axis is null. A
 * scale is enlarged where the bias would not fit int32 otherwise.
 */
export function symmetricConstant(
	values: Float32Array,
	{
		shape,
		axis,
		bias,
	}: {
		readonly shape: readonly number[];
		readonly axis: number | null;
		readonly bias?: BiasNeed | undefined;
	},
): QuantizedConstant {
	const slices = slicesOf(shape, axis);
	const ranges = sliceRanges(values, slices);
	const scales = ranges.map((range, slice) =>
		bias === undefined
			? scaleOf(range)
			: enlargedForBias(
					scaleOf(range),
					bias.inputScale,
					axis === null
						? greatestMagnitude(bias.values)
						: Math.abs(bias.values[slice] ?? 0),
				),
	);
	return {
		type: "INT8",
		quantization: symmetricTable(scales, ranges, axis),
		data: new Uint8Array(quantizeSlices(values, slices, scales).buffer),
	};
}

/** A bias as int32; its scales are those of the weights times that of the input, along its only dimension. */
export function biasConstant(
	values: Float32Array,
	inputScale: number,
	weightScales: readonly number[],
): QuantizedConstant {
	const scales = weightScales.map((scale) => biasScale(inputScale, scale));
	const data = Int32Array.from(values, (value, index) =>
		quantizeBias(value, scales[scales.length === 1 ? 0 : index] ?? 0),
	);
	return {
		type: "INT32",
		quantization: createTable("QuantizationParameters", {
			scale: scales,
			zeroPoint: scales.map(() => 0n),
		}),
		data: new Uint8Array(data.buffer),
	};
}

/** The quantization of a tensor with one scale and zero point. `range` is kept beside them, for people. */
export function affineTable(
	{ scale, zeroPoint }: Affine,
	range?: Range,
): QuantizationParameters {
	return createTable("QuantizationParameters", {
		...(range && { min: [range.min], max: [range.max] }),
		scale: [scale],
		zeroPoint: [BigInt(zeroPoint)],
	});
}

function symmetricTable(
	scales: readonly Scale[],
	ranges: readonly Range[],
	axis: number | null,
): QuantizationParameters {
	return createTable("QuantizationParameters", {
		min: ranges.map(({ min }) => min),
		max: ranges.map(({ max }) => max),
		scale: scales.map(({ scale }) => scale),
		zeroPoint: scales.map(() => 0n),
		quantizedDimension: axis ?? 0,
	});
}

function greatestMagnitude(values: Float32Array): number {
	return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
