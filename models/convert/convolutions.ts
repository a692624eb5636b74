import { createOptions } from "../tflite/index.ts";
import { configActivation } from "./activations.ts";
import {
	type Conversion,
	type Converted,
	imageShape,
	withActivation,
} from "./converter.ts";
import {
	constant,
	type DraftOperator,
	following,
	type Value,
} from "./draft.ts";
import {
	allowOnly,
	configFlag,
	configInteger,
	type Layer,
	refuse,
	show,
} from "./layer.ts";
import {
	convolutionWindow,
	outputSize,
	PADDINGS,
	type Window,
} from "./windows.ts";

/** The version of DEPTHWISE_CONV_2D that knows dilation. */
const DILATED_DEPTHWISE_VERSION = 2;

/** Conv2D: CONV_2D with the kernel turned from [height, width, in, out] to [out, height, width, in], and a bias always. */
export function convertConv2D(conversion: Conversion): Converted {
	const { layer, input } = conversion;
	allowOnly(layer, "data_format", ["channels_last"]);
	allowOnly(layer, "groups", [1]);
	const filters = configInteger(layer, "filters");
	imageShape(conversion);
	const window = convolutionWindow(layer);
	const kernel = pointKernel(conversion, "kernel", { window, filters });
	const bias = biasOf(conversion, filters);
	return withActivation(conversion, configActivation(layer), (name) =>
		convolution({ layer, name, input, kernel, bias, window }),
	);
}

/**
 * DepthwiseConv2D: DEPTHWISE_CONV_2D. Its kernel [height, width, in, multiplier] has the values in the order of TFLite's
 * [1, height, width, in * multiplier] already.
 */
export function convertDepthwiseConv2D(conversion: Conversion): Converted {
	const { layer } = conversion;
	const window = convolutionWindow(layer);
	if (window.dilation.some((rate) => rate > 1)) {
		refuse(
			layer,
			`its dilation_rate is ${show(layer.config.dilation_rate)}; supported: 1, since TensorFlow.js ignores any other and Keras does not`,
		);
	}
	const { channels, toOperator } = depthwise(conversion, window);
	const bias = biasOf(conversion, channels);
	return withActivation(conversion, configActivation(layer), (name) =>
		toOperator(name, bias),
	);
}

/** SeparableConv2D: DEPTHWISE_CONV_2D, then CONV_2D with a window of 1 x 1. */
export function convertSeparableConv2D(conversion: Conversion): Converted {
	const { layer, name } = conversion;
	const filters = configInteger(layer, "filters");
	const { channels, toOperator } = depthwise(
		conversion,
		convolutionWindow(layer),
	);
	const first = toOperator(
		`${name}/depthwise`,
		zeros(`${layer.name}/depthwise_bias`, channels),
	);
	const window: Window = {
		size: [1, 1],
		strides: [1, 1],
		dilation: [1, 1],
		padding: "valid",
	};
	const input = first.output;
	const kernel = pointKernel({ ...conversion, input }, "pointwise_kernel", {
		window,
		filters,
	});
	const bias = biasOf(conversion, filters);
	const { operators, output } = withActivation(
		conversion,
		configActivation(layer),
		(name) => convolution({ layer, name, input, kernel, bias, window }),
	);
	return { operators: [first, ...operators], output };
}

function depthwise(
	conversion: Conversion,
	window: Window,
): {
	readonly channels: number;
	readonly toOperator: (name: string, bias: Value) => DraftOperator;
} {
	const { layer, input } = conversion;
	allowOnly(layer, "data_format", ["channels_last"]);
	const [height, width, inputChannels] = imageShape(conversion);
	const kernel = conversion.weight({
		kind: "depthwise_kernel",
		shape: [...window.size, inputChannels, depthMultiplierOf(layer)],
		toConstant: (data) => ({
			shape: [
				1,
				...window.size,
				data.length / (window.size[0] * window.size[1]),
			],
			data,
		}),
	});
	const channels = kernel.shape[3] as number;
	const isDilated = window.dilation.some((rate) => rate > 1);
	const size = outputSize(layer, window, [height, width]);
	const toOperator = (name: string, bias: Value): DraftOperator => ({
		operator: "DEPTHWISE_CONV_2D",
		version: isDilated ? DILATED_DEPTHWISE_VERSION : 1,
		inputs: [input, kernel, bias],
		output: following(input, name, [...size, channels]),
		options: createOptions("DepthwiseConv2DOptions", {
			...windowOptions(window),
			depthMultiplier: channels / inputChannels,
		}),
	});
	return { channels, toOperator };
}

/** Outputs for each input channel; undefined where the file leaves it to the kernel's shape, as TensorFlow.js does for SeparableConv2D. */
function depthMultiplierOf(layer: Layer): number | undefined {
	return layer.config.depth_multiplier === undefined
		? undefined
		: configInteger(layer, "depth_multiplier");
}

function convolution({
	layer,
	name,
	input,
	kernel,
	bias,
	window,
}: {
	readonly layer: Layer;
	readonly name: string;
	readonly input: Value;
	readonly kernel: Value;
	readonly bias: Value;
	readonly window: Window;
}): DraftOperator {
	const [, height, width] = input.shape as [number, number, number];
	const size = outputSize(layer, window, [height, width]);
	return {
		operator: "CONV_2D",
		version: 1,
		inputs: [input, kernel, bias],
		output: following(input, name, [...size, kernel.shape[0] as number]),
		options: createOptions("Conv2DOptions", windowOptions(window)),
	};
}

function windowOptions({ padding, strides, dilation }: Window) {
	return {
		padding: PADDINGS[padding],
		strideH: strides[0],
		strideW: strides[1],
		dilationHFactor: dilation[0],
		dilationWFactor: dilation[1],
	};
}

function pointKernel(
	{ input, weight }: Conversion,
	kind: string,
	{ window, filters }: { readonly window: Window; readonly filters: number },
): Value {
	const channels = input.shape.at(-1) as number;
	return weight({
		kind,
		shape: [...window.size, channels, filters],
		toConstant: (data) => ({
			shape: [filters, ...window.size, channels],
			data: outputFirst(data, filters),
		}),
	});
}

/** The layer's bias. The runtime refuses a convolution without one, so there are zeros where the layer has none. */
function biasOf({ layer, weight }: Conversion, channels: number): Value {
	return configFlag(layer, "use_bias")
		? weight({ kind: "bias", shape: [channels] })
		: zeros(`${layer.name}/bias`, channels);
}

function zeros(name: string, length: number): Value {
	return constant(name, [length], new Float32Array(length));
}

function outputFirst(data: Float32Array, outputs: number): Float32Array {
	const perOutput = data.length / outputs;
	const turned = new Float32Array(data.length);
	for (let output = 0; output < outputs; output++) {
		for (let i = 0; i < perOutput; i++) {
			turned[output * perOutput + i] = data[i * outputs + output] as number;
		}
	}
	return turned;
}
