import { tensorValues } from "../../tflite/index.ts";
import { biasScale } from "../arithmetic.ts";
import {
	type CheckedOperator,
	type CheckedTensor,
	violation,
} from "./quantized-operator.ts";
import type { Violation } from "./violation.ts";

/** Float32 products and quotients of scales differ in the last place between converters. */
const NEAR = 1e-6;
/** Half of what int32 holds, with the slack that rounding in float32 took in real files. */
const GREATEST_BIAS = 2 ** 30 + 1024;

/** Checks the bias beside int8 data: there where it must be, int32, at the scale of data times weights, not too large. */
export function* checkBias(
	operator: CheckedOperator,
	parts: {
		readonly data: CheckedTensor | undefined;
		readonly weights: CheckedTensor | undefined;
		readonly bias: CheckedTensor | undefined;
		readonly isRequired: boolean;
	},
): Iterable<Violation> {
	const { data, weights, bias, isRequired } = parts;
	if (bias === undefined) {
		if (isRequired) {
			yield violation(operator, "bias-missing", {
				found: "no bias",
				expected: "a bias, of zeros if need be",
			});
		}
		return;
	}
	if (bias.type !== "INT32") {
		yield violation(operator, "bias-type", {
			tensor: bias,
			found: bias.type,
			expected: "INT32",
		});
		return;
	}
	yield* checkScales(operator, { data, weights, bias });
	yield* checkSize(operator, bias);
}

function* checkSize(
	operator: CheckedOperator,
	bias: CheckedTensor,
): Iterable<Violation> {
	const values = tensorValues(operator.model, bias.tensor);
	const large =
		values instanceof Int32Array
			? values.filter((value) => Math.abs(value) > GREATEST_BIAS).length
			: 0;
	if (large > 0) {
		yield violation(operator, "bias-overflow", {
			tensor: bias,
			found: `${large} values beyond 2^30`,
			expected: "values within 2^30, by a larger weight scale",
		});
	}
}

function* checkScales(
	operator: CheckedOperator,
	{
		data,
		weights,
		bias,
	}: {
		readonly data: CheckedTensor | undefined;
		readonly weights: CheckedTensor | undefined;
		readonly bias: CheckedTensor;
	},
): Iterable<Violation> {
	const dataScale = data?.quantization?.scales[0] ?? 0;
	const wanted = (weights?.quantization?.scales ?? []).map((scale) =>
		biasScale(dataScale, scale),
	);
	const { scales = [], zeroPoints = [] } = bias.quantization ?? {};
	const wrong = wanted.findIndex((scale, place) =>
		differs(scales[place], scale),
	);
	if (scales.length !== wanted.length) {
		yield violation(operator, "bias-scale", {
			tensor: bias,
			found: `${scales.length} scales`,
			expected: `${wanted.length}, as many as the weights have`,
		});
	} else if (wrong >= 0) {
		yield violation(operator, "bias-scale", {
			tensor: bias,
			found: `scale ${scales[wrong]} at place ${wrong}`,
			expected: `${wanted[wrong]}, the scale of the data times that of the weights`,
		});
	} else if (zeroPoints.some((zeroPoint) => zeroPoint !== 0)) {
		yield violation(operator, "bias-scale", {
			tensor: bias,
			found: "a zero point other than 0",
			expected: "zero points of 0",
		});
	}
}

function differs(found: number | undefined, wanted: number): boolean {
	return !(Math.abs((found ?? Number.NaN) - wanted) <= NEAR * wanted);
}
