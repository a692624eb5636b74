import {
	INT8_MAX,
	quantizeWeight,
	type Range,
	scaleForBias,
	symmetricMagnitude,
} from "./arithmetic.ts";

/** How a tensor's values lie in slices along an axis: `count` slices, `inner` neighbours of one slice at a time. */
export type Slices = { readonly count: number; readonly inner: number };

/** The slices of a shape along an axis; one slice, the whole, where the axis is null. */
export function slicesOf(
	shape: readonly number[],
	axis: number | null,
): Slices {
	const size = (dimensions: readonly number[]) =>
		dimensions.reduce((product, dimension) => product * dimension, 1);
	return axis === null
		? { count: 1, inner: size(shape) }
		: { count: shape[axis] ?? 1, inner: size(shape.slice(axis + 1)) };
}

/** The range of each slice. */
export function sliceRanges(
	values: Float32Array,
	{ count, inner }: Slices,
): readonly Range[] {
	const mins = new Float32Array(count).fill(Infinity);
	const maxs = new Float32Array(count).fill(-Infinity);
	let place = 0;
	while (place < values.length) {
		for (let slice = 0; slice < count; slice++) {
			let min = mins[slice] as number;
			let max = maxs[slice] as number;
			for (let i = 0; i < inner; i++, place++) {
				const value = values[place] as number;
				min = value < min ? value : min;
				max = value > max ? value : max;
			}
			mins[slice] = min;
			maxs[slice] = max;
		}
	}
	return Array.from(mins, (min, slice) => ({
		min: min === Infinity ? 0 : min,
		max: min === Infinity ? 0 : (maxs[slice] as number),
	}));
}

/**
 * Weights as int8 with a symmetric scale for each slice. Where a scale is that of the slice's range, the values are
 * multiplied by 127 / magnitude, else by 1 / scale, both in float32 (LiteRT, quantization_utils.cc).
 */
export function quantizeSlices(
	values: Float32Array,
	slices: Slices,
	scales: readonly Scale[],
): Int8Array {
	const reciprocals = Float32Array.from(scales, ({ reciprocal }) => reciprocal);
	const quantized = new Int8Array(values.length);
	let place = 0;
	while (place < values.length) {
		for (let slice = 0; slice < slices.count; slice++) {
			const reciprocal = reciprocals[slice] as number;
			for (let i = 0; i < slices.inner; i++, place++) {
				quantized[place] = quantizeWeight(values[place] as number, reciprocal);
			}
		}
	}
	return quantized;
}

/** The scale of a slice, and the float32 factor by which its values are multiplied. */
export type Scale = { readonly scale: number; readonly reciprocal: number };

/** The symmetric scale of a range. */
export function scaleOf(range: Range): Scale {
	const magnitude = symmetricMagnitude(range);
	return {
		scale: Math.fround(magnitude / INT8_MAX),
		reciprocal: Math.fround(INT8_MAX / magnitude),
	};
}

/** A scale enlarged where a bias needs it; see `scaleForBias`. `bias` is the greatest magnitude that shares the scale. */
export function enlargedForBias(
	own: Scale,
	inputScale: number,
	bias: number,
): Scale {
	const scale = scaleForBias(own.scale, inputScale, bias);
	return scale === own.scale
		? own
		: { scale, reciprocal: Math.fround(1 / scale) };
}
