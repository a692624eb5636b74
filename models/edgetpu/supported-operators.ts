import { elementCount } from "../tflite/index.ts";
import type { OperatorView, TensorView } from "./operator-view.ts";

/** Why an operator breaks a limit of its kind, or undefined when it keeps them. */
export type Limit = (operator: OperatorView) => string | undefined;

const none: Limit = () => undefined;

const noActivation: Limit = ({ options }) =>
	(options.fusedActivationFunction ?? "NONE") === "NONE"
		? undefined
		: "its fused activation function is not supported";

const sameDilation: Limit = ({ options }) =>
	options.dilationWFactor === options.dilationHFactor
		? undefined
		: "its dilation differs in x and y";

const noBatchReduction: Limit = ({ inputs }) =>
	axesOf(inputs).includes(0) && (inputs[0]?.shape.length ?? 0) > 1
		? "it reduces the batch dimension"
		: undefined;

/**
 * The operators an Edge TPU runs, each with its limits as Coral's documentation has them ("TensorFlow models on the Edge
 * TPU", section "Supported operations"). Of a resize and a reshape it says that some sizes are not mapped, but not which.
 */
export const SUPPORTED_OPERATORS: Readonly<Record<string, Limit>> = {
	ADD: none,
	AVERAGE_POOL_2D: noActivation,
	CONCATENATION: (operator) => noActivation(operator) ?? zeroPadding(operator),
	CONV_2D: sameDilation,
	DEPTHWISE_CONV_2D: sameDilation,
	EXPAND_DIMS: none,
	FULLY_CONNECTED: ({ options, outputs }) =>
		(options.weightsFormat ?? "DEFAULT") !== "DEFAULT"
			? "its weights are not in the default format"
			: oneDimensional(outputs[0], "its output"),
	L2_NORMALIZATION: none,
	LOGISTIC: none,
	UNIDIRECTIONAL_SEQUENCE_LSTM: none,
	MAXIMUM: none,
	MAX_POOL_2D: noActivation,
	MEAN: (operator) => noBatchReduction(operator) ?? depthMean(operator),
	MINIMUM: none,
	MUL: none,
	PACK: ({ options }) =>
		options.axis === 0 ? "it packs in the batch dimension" : undefined,
	PAD: ({ inputs }) =>
		inputs[1]?.constant?.slice(0, 2).some((size) => size !== 0) &&
		inputs[0]?.shape.length === 4
			? "it pads the batch dimension"
			: undefined,
	PRELU: ({ inputs }) => oneDimensional(inputs[1], "its alpha"),
	QUANTIZE: none,
	REDUCE_MAX: noBatchReduction,
	REDUCE_MIN: noBatchReduction,
	RELU: none,
	RELU6: none,
	RELU_N1_TO_1: none,
	RESHAPE: none,
	RESIZE_BILINEAR: none,
	RESIZE_NEAREST_NEIGHBOR: none,
	RSQRT: none,
	SLICE: none,
	SOFTMAX: ({ inputs }) =>
		oneDimensional(inputs[0], "its input") ??
		(elementCount(inputs[0]?.shape) > 16_000
			? "its input has more than 16,000 elements"
			: undefined),
	SPACE_TO_DEPTH: none,
	SPLIT: ({ inputs }) =>
		inputs[0]?.constant?.[0] === 0
			? "it splits in the batch dimension"
			: undefined,
	SQUARED_DIFFERENCE: none,
	SQUEEZE: ({ inputs }) =>
		leadingOnes(inputs[0]) ? undefined : "it squeezes inner dimensions",
	STRIDED_SLICE: stridesOfOne,
	SUB: none,
	SUM: noBatchReduction,
	TANH: none,
	TRANSPOSE: none,
	TRANSPOSE_CONV: none,
};

function axesOf(inputs: readonly TensorView[]): readonly number[] {
	const rank = inputs[0]?.shape.length ?? 0;
	return (inputs[1]?.constant ?? []).map((axis) =>
		axis < 0 ? axis + rank : axis,
	);
}

/** A constant to be joined must be real zeros, and there must be one tensor besides it. */
function zeroPadding({ inputs }: OperatorView): string | undefined {
	const constants = inputs.filter(({ constantBytes }) => constantBytes > 0);
	const [constant] = constants;
	if (constant === undefined) {
		return undefined;
	}
	const isZeros =
		constant.constant?.every((value) => value === constant.zeroPoint) ?? false;
	return inputs.length === 2 && isZeros
		? undefined
		: "it joins a constant that is not zero padding";
}

function oneDimensional(
	tensor: TensorView | undefined,
	what: string,
): string | undefined {
	const outer = (tensor?.shape ?? []).slice(0, -1);
	return outer.every((size) => size === 1)
		? undefined
		: `${what} is not one-dimensional`;
}

/** A mean over the depth needs a multiple of 4. */
function depthMean({ inputs }: OperatorView): string | undefined {
	const shape = inputs[0]?.shape ?? [];
	const overDepth = axesOf(inputs).includes(shape.length - 1);
	return overDepth && (shape.at(-1) ?? 0) % 4 !== 0
		? "it takes the mean over a depth that is no multiple of 4"
		: undefined;
}

function leadingOnes(tensor: TensorView | undefined): boolean {
	const shape = tensor?.shape ?? [];
	const first = shape.findIndex((size) => size !== 1);
	return first < 0 || shape.slice(first).every((size) => size !== 1);
}

function stridesOfOne({ inputs, options }: OperatorView): string | undefined {
	const isPlain =
		(inputs[3]?.constant ?? [1]).every((stride) => stride === 1) &&
		!options.ellipsisMask &&
		!options.newAxisMask;
	return isPlain ? undefined : "its strides are not 1, or it has a mask";
}
