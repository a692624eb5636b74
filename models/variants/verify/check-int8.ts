import type { BuiltinOperator } from "../../tflite/types.ts";
import { INT8_MAX, INT8_MIN } from "../arithmetic.ts";
import { INT8_OPERATORS, type Int8Rule } from "../int8-operators.ts";
import { checkBias } from "./check-bias.ts";
import { checkWeights } from "./check-weights.ts";
import {
	type CheckedOperator,
	type CheckedTensor,
	scaleText,
	violation,
} from "./quantized-operator.ts";
import type { Violation } from "./violation.ts";

/** Two scales this near, relatively, are the same: they may have been written by different arithmetic. */
const NEAR = 1e-6;

/** Checks an operator that computes in int8. */
export function* checkInt8(operator: CheckedOperator): Iterable<Violation> {
	const rule = INT8_OPERATORS[operator.builtin as BuiltinOperator];
	const activations = activationsOf(operator, rule);
	for (const tensor of activations) {
		yield* checkActivation(operator, tensor);
	}
	if (operator.builtin === "SUM") {
		yield violation(operator, "saturation", {
			found: "SUM in int8, which wraps around in TensorFlow Lite 2.9.0",
			expected: "SUM in floats, or MEAN",
		});
	}
	if (rule === undefined) {
		return;
	}
	yield* checkTypes(operator);
	yield* checkVersion(operator, rule);
	yield* checkScales(operator, rule, activations);
	yield* checkRatio(operator, rule);
	if (rule.weights !== undefined) {
		const { axis, weights, biasRequired, bias, data } = rule.weights;
		yield* checkWeights(operator, operator.inputs[weights], axis);
		yield* checkBias(operator, {
			data: operator.inputs[data],
			weights: operator.inputs[weights],
			bias: operator.inputs[bias],
			isRequired: biasRequired,
		});
	}
}

function activationsOf(
	{ inputs, outputs }: CheckedOperator,
	rule: Int8Rule | undefined,
): readonly CheckedTensor[] {
	const values = inputs.filter(
		(tensor, input) =>
			input !== rule?.weights?.weights &&
			input !== rule?.weights?.bias &&
			(rule !== undefined || tensor?.isConstant === false),
	);
	return [...values, ...outputs].flatMap((tensor) =>
		tensor?.type === "INT8" ? [tensor] : [],
	);
}

function* checkActivation(
	operator: CheckedOperator,
	tensor: CheckedTensor,
): Iterable<Violation> {
	const { scales = [], zeroPoints = [] } = tensor.quantization ?? {};
	const [scale = 0] = scales;
	const [zeroPoint = 0] = zeroPoints;
	const isRight =
		scales.length === 1 &&
		scale > 0 &&
		Number.isFinite(scale) &&
		zeroPoint >= INT8_MIN &&
		zeroPoint <= INT8_MAX;
	if (!isRight) {
		yield violation(operator, "activation-scale", {
			tensor,
			found: scaleText(tensor.quantization),
			expected: `one positive scale, and a zero point from ${INT8_MIN} to ${INT8_MAX}`,
		});
	}
}

function* checkTypes(operator: CheckedOperator): Iterable<Violation> {
	for (const tensor of [...operator.inputs, ...operator.outputs]) {
		if (tensor?.type === "FLOAT32" || tensor?.type === "FLOAT16") {
			yield violation(operator, "element-types", {
				tensor,
				found: `${tensor.type} beside int8 tensors`,
				expected: "INT8",
			});
		}
	}
}

function* checkVersion(
	operator: CheckedOperator,
	rule: Int8Rule,
): Iterable<Violation> {
	const needed =
		operator.builtin === "MUL" && rescale(operator) >= 1 ? 3 : rule.version;
	if (operator.version < needed) {
		yield violation(operator, "needed-version", {
			found: `version ${operator.version}`,
			expected: `${needed} or more for int8`,
		});
	}
}

function rescale({ inputs, outputs }: CheckedOperator): number {
	const scale = (tensor: CheckedTensor | undefined) =>
		tensor?.quantization?.scales[0] ?? 0;
	return (scale(inputs[0]) * scale(inputs[1])) / scale(outputs[0]);
}

function* checkScales(
	operator: CheckedOperator,
	{ sameScale, fixedOutput }: Int8Rule,
	activations: readonly CheckedTensor[],
): Iterable<Violation> {
	const [first, ...others] = sameScale ? activations : [];
	const scale = first?.quantization?.scales[0] ?? 0;
	const zeroPoint = first?.quantization?.zeroPoints[0] ?? 0;
	for (const tensor of others) {
		if (!hasAffine(tensor, scale, zeroPoint)) {
			yield violation(operator, "same-scale", {
				tensor,
				found: scaleText(tensor.quantization),
				expected: `${scaleText(first?.quantization)}, as "${first?.name}"`,
			});
		}
	}
	for (const tensor of fixedOutput === undefined ? [] : operator.outputs) {
		const { scale, zeroPoint } = fixedOutput as NonNullable<typeof fixedOutput>;
		if (tensor !== undefined && !hasAffine(tensor, scale, zeroPoint)) {
			yield violation(operator, "fixed-output", {
				tensor,
				found: scaleText(tensor.quantization),
				expected: `scale ${scale}, zero point ${zeroPoint}`,
			});
		}
	}
}

function* checkRatio(
	{ inputs, outputs, ...operator }: CheckedOperator,
	{ maxScaleRatio = Infinity }: Int8Rule,
): Iterable<Violation> {
	const scale = (tensor: CheckedTensor | undefined) =>
		tensor?.quantization?.scales[0] ?? 0;
	const ratio = Math.max(...inputs.map(scale)) / scale(outputs[0]);
	if (ratio >= maxScaleRatio) {
		yield violation({ ...operator, inputs, outputs }, "scale-ratio", {
			tensor: outputs[0],
			found: `an input scale ${ratio} times that of the output`,
			expected: `less than ${maxScaleRatio} times; the kernel aborts the process`,
		});
	}
}

function hasAffine(
	{ quantization }: CheckedTensor,
	scale: number,
	zeroPoint: number,
): boolean {
	const [found = 0] = quantization?.scales ?? [];
	return (
		Math.abs(found - scale) <= NEAR * scale &&
		quantization?.zeroPoints[0] === zeroPoint
	);
}
