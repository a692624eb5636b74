import { tensorValues } from "../../tflite/index.ts";
import {
	type CheckedOperator,
	type CheckedTensor,
	violation,
} from "./quantized-operator.ts";
import type { Violation } from "./violation.ts";

/**
 * Checks int8 weights: scales along the axis that the kernel reads (one for all is right too), or one where the axis is
 * null; zero points of 0; no value of −128.
 */
export function* checkWeights(
	operator: CheckedOperator,
	tensor: CheckedTensor | undefined,
	axis: number | null,
): Iterable<Violation> {
	if (tensor?.type !== "INT8") {
		return;
	}
	const { scales = [], zeroPoints = [], dimension } = tensor.quantization ?? {};
	const { shape = [] } = tensor.tensor;
	const isRight =
		scales.length === 1 ||
		(axis !== null && dimension === axis && scales.length === shape[axis]);
	if (!isRight) {
		yield violation(operator, "weight-axis", {
			tensor,
			found:
				scales.length === 0
					? "no scale"
					: `${scales.length} scales along dimension ${dimension}`,
			expected:
				axis === null
					? "one scale; from more, TensorFlow Lite 2.9.0 computes zeros"
					: `${shape[axis] ?? 0} scales along dimension ${axis}, or one`,
		});
	}
	yield* checkValues(operator, tensor, zeroPoints);
}

function* checkValues(
	operator: CheckedOperator,
	tensor: CheckedTensor,
	zeroPoints: readonly number[],
): Iterable<Violation> {
	const shifted = zeroPoints.filter((zeroPoint) => zeroPoint !== 0).length;
	if (shifted > 0) {
		yield violation(operator, "weight-values", {
			tensor,
			found: `${shifted} zero points other than 0`,
			expected: "zero points of 0",
		});
	}
	const values = tensorValues(operator.model, tensor.tensor);
	const beyond =
		values instanceof Int8Array
			? values.filter((value) => value === -128).length
			: 0;
	if (beyond > 0) {
		yield violation(operator, "weight-values", {
			tensor,
			found: `${beyond} values of -128`,
			expected: "values from -127 to 127",
		});
	}
}
