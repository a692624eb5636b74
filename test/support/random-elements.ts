import type { BuiltinOperator } from "../../models/tflite/types.ts";
import { options } from "./graph-builder.ts";
import {
	ACTIVATIONS,
	integers,
	noise,
	pick,
	type Step,
	type Steps,
} from "./random-draw.ts";

/** Operators that compute value by value, or over a window, and those that reduce. */
export const ELEMENT_STEPS: Steps = {
	add: binary("ADD", "AddOptions"),
	sub: binary("SUB", "SubOptions"),
	mul: binary("MUL", "MulOptions"),
	minimum: binary("MINIMUM", "MaximumMinimumOptions"),
	maximum: binary("MAXIMUM", "MaximumMinimumOptions"),
	maxPool: pool("MAX_POOL_2D"),
	averagePool: pool("AVERAGE_POOL_2D"),
	mean: ({ graph, random }, value) => {
		if (value.shape.length !== 4) {
			return undefined;
		}
		const keepDims = random() < 0.5;
		const depth = value.shape[3] ?? 1;
		return graph.add({
			operator: pick(random, [
				"MEAN",
				"SUM",
				"REDUCE_MAX",
				"REDUCE_MIN",
			] as const),
			inputs: [value, integers(graph, [1, 2])],
			outputs: [keepDims ? [1, 1, 1, depth] : [1, depth]],
			options: options("ReducerOptions", { keepDims }),
		});
	},
	softmax: unary("SOFTMAX", options("SoftmaxOptions", { beta: 1 })),
	logistic: unary("LOGISTIC"),
	tanh: unary("TANH"),
	logSoftmax: unary("LOG_SOFTMAX", options("LogSoftmaxOptions")),
	relu: unary("RELU"),
	relu6: unary("RELU6"),
	elu: unary("ELU"),
	leakyRelu: unary("LEAKY_RELU", options("LeakyReluOptions", { alpha: 0.2 })),
	hardSwish: unary("HARD_SWISH", options("HardSwishOptions")),
	// No int8 kernel: these stay floats amid int8.
	sine: unary("SIN"),
	reluN1: unary("RELU_N1_TO_1"),
	prelu: ({ graph, random }, value) =>
		graph.add({
			operator: "PRELU",
			inputs: [
				value,
				noise(
					graph,
					random,
					value.shape
						.slice(1)
						.map((length, axis, all) => (axis === all.length - 1 ? length : 1)),
					0.5,
				),
			],
			outputs: [value.shape],
		}),
};

function unary(
	operator: BuiltinOperator,
	given?: { readonly type: string; readonly value: object },
): Step {
	return ({ graph }, value) =>
		graph.add({
			operator,
			inputs: [value],
			outputs: [value.shape],
			...(given && { options: given }),
		});
}

function binary(
	operator: BuiltinOperator,
	type: "AddOptions" | "SubOptions" | "MulOptions" | "MaximumMinimumOptions",
): Step {
	return ({ graph, random, values }, value) => {
		const same = values.filter(
			({ shape }) => shape.join() === value.shape.join(),
		);
		const other =
			random() < 0.5
				? noise(
						graph,
						random,
						random() < 0.5 ? [value.shape.at(-1) ?? 1] : [],
						1,
					)
				: pick(random, same);
		const fused =
			type === "MaximumMinimumOptions"
				? {}
				: { fusedActivationFunction: pick(random, ACTIVATIONS) };
		return graph.add({
			operator,
			inputs: random() < 0.8 ? [value, other] : [other, value],
			outputs: [value.shape],
			options: options(type, fused),
		});
	};
}

function pool(operator: BuiltinOperator): Step {
	return ({ graph, random }, value) => {
		const [, height = 0, width = 0, depth = 0] = value.shape;
		return value.shape.length !== 4 || Math.min(height, width) < 2
			? undefined
			: graph.add({
					operator,
					inputs: [value],
					outputs: [[1, Math.floor(height / 2), Math.floor(width / 2), depth]],
					options: options("Pool2DOptions", {
						padding: "VALID",
						strideW: 2,
						strideH: 2,
						filterWidth: 2,
						filterHeight: 2,
						fusedActivationFunction: pick(random, ACTIVATIONS),
					}),
				});
	};
}
