/** The least and the greatest value of a tensor, as real numbers. */
export type Range = { readonly min: number; readonly max: number };

/** Scale and zero point of a whole tensor: real = (stored − zero point) · scale. */
export type Affine = { readonly scale: number; readonly zeroPoint: number };

/** The least and the greatest 8-bit value of activations, and the greatest of weights, which are symmetric. */
export const INT8_MIN = -128;
export const INT8_MAX = 127;
const INT32_MAX = 2 ** 31 - 1;

/** Below this width a range is widened (TensorFlow, quantization_lib/quantization_utils.cc, ExpandVerySmallRange). */
const SMALL_RANGE = 1e-6;

const { fround } = Math;

/** Rounds to the nearest integer, halves away from zero, as C's `round` does and `Math.round` does not. */
export function roundHalfAway(value: number): number {
	return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

/**
 * Scale and zero point of int8 activations with a range (LiteRT, tflite/tools/optimize/quantization_utils.cc): zero is
 * always representable, the scale is (max − min) / 255 in float32, the zero point round(−128 − min / scale).
 */
export function activationAffine(range: Range): Affine {
	const { min, max } = widened({
		min: fround(Math.min(range.min, 0)),
		max: fround(Math.max(range.max, 0)),
	});
	const scale = fround(fround(max - min) / (INT8_MAX - INT8_MIN));
	const zeroPoint = roundHalfAway(INT8_MIN - fround(min / scale));
	return {
		scale,
		zeroPoint: Math.min(Math.max(zeroPoint, INT8_MIN), INT8_MAX),
	};
}

/** The greatest magnitude of a range, which symmetric int8 values stand for with ±127. */
export function symmetricMagnitude(range: Range): number {
	const { min, max } = widened(range);
	return fround(Math.max(Math.abs(min), Math.abs(max)));
}

/**
 * The weight scale that keeps a bias within ±2³⁰: where |bias| is half of what int32 holds at this scale or more, it
 * becomes 2 · |bias| / (2³¹ − 1) / input scale (TensorFlow, AdjustWeightsForBiasScale). `bias` is the greatest
 * magnitude that shares the scale.
 */
export function scaleForBias(
	weightScale: number,
	inputScale: number,
	bias: number,
): number {
	const limit = 0.5 * inputScale * weightScale * INT32_MAX;
	return bias >= limit
		? fround((2 * bias) / INT32_MAX / inputScale)
		: weightScale;
}

/** The scale of a bias: input scale · weight scale, in float32. */
export function biasScale(inputScale: number, weightScale: number): number {
	return fround(inputScale * weightScale);
}

/** A weight as int8 in [−127, 127], by a float32 multiplication with the reciprocal of its scale. */
export function quantizeWeight(value: number, reciprocal: number): number {
	const steps = roundHalfAway(fround(value * reciprocal));
	return Math.min(Math.max(steps, -INT8_MAX), INT8_MAX);
}

/** An activation as int8 in [−128, 127]. */
export function quantizeActivation(
	value: number,
	{ scale, zeroPoint }: Affine,
): number {
	const steps = zeroPoint + roundHalfAway(fround(value / scale));
	return Math.min(Math.max(steps, INT8_MIN), INT8_MAX);
}

/** A bias as int32, saturated; 0 where its scale is 0. */
export function quantizeBias(value: number, scale: number): number {
	if (scale === 0) {
		return 0;
	}
	const steps = roundHalfAway(fround(value * fround(1 / scale)));
	return Math.min(Math.max(steps, -INT32_MAX - 1), INT32_MAX);
}

/** The range of values that int8 can hold with a scale and zero point. */
export function affineRange({ scale, zeroPoint }: Affine): Range {
	return {
		min: (INT8_MIN - zeroPoint) * scale,
		max: (INT8_MAX - zeroPoint) * scale,
	};
}

/** Whether two pairs of scale and zero point are the same. */
export function sameAffine(a: Affine, b: Affine): boolean {
	return a.scale === b.scale && a.zeroPoint === b.zeroPoint;
}

/** The range that holds two ranges. */
export function unionRange(a: Range, b: Range): Range {
	return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** The least and the greatest of some values; of none, zero. */
export function rangeOf(values: Float32Array): Range {
	let min = Infinity;
	let max = -Infinity;
	for (const value of values) {
		min = value < min ? value : min;
		max = value > max ? value : max;
	}
	return min <= max ? { min, max } : { min: 0, max: 0 };
}

function widened(range: Range): Range {
	return range.max - range.min <= SMALL_RANGE
		? {
				min: Math.min(range.min, -SMALL_RANGE / 2),
				max: Math.max(range.max, SMALL_RANGE / 2),
			}
		: range;
}
