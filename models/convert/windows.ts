import { createOptions } from "../tflite/index.ts";
import { configActivation } from "./activations.ts";
import {
	type Conversion,
	type Converted,
	imageShape,
	withActivation,
} from "./converter.ts";
import { constant, following } from "./draft.ts";
import {
	allowOnly,
	configChoice,
	configFlag,
	configInteger,
	configPair,
	type Layer,
	refuse,
} from "./layer.ts";

type Window = {
	readonly size: readonly [number, number];
	readonly strides: readonly [number, number];
	readonly dilation: readonly [number, number];
	readonly padding: "valid" | "same";
};

const PADDINGS = { valid: "VALID", same: "SAME" } as const;

/** Conv2D: CONV_2D with the kernel turned from [height, width, in, out] to [out, height, width, in], and a bias always. */
export function convertConv2D(conversion: Conversion): Converted {
	const { layer, input } = conversion;
	allowOnly(layer, "data_format", ["channels_last"]);
	allowOnly(layer, "groups", [1]);
	const filters = configInteger(layer, "filters");
	const [height, width, channels] = imageShape(conversion);
	const window: Window = {
		size: configPair(layer, "kernel_size", [0, 0]),
		strides: configPair(layer, "strides", [1, 1]),
		dilation: configPair(layer, "dilation_rate", [1, 1]),
		padding: configChoice(layer, "padding", ["valid", "same"]),
	};
	const kernel = conversion.weight({
		kind: "kernel",
		shape: [...window.size, channels, filters],
		toConstant: (data) => ({
			shape: [filters, ...window.size, channels],
			data: outputFirst(data, filters),
		}),
	});
	// The runtime refuses a convolution without bias.
	const bias = configFlag(layer, "use_bias")
		? conversion.weight({ kind: "bias", shape: [filters] })
		: constant(`${layer.name}/bias`, [filters], new Float32Array(filters));
	const size = outputSize(layer, window, [height, width]);
	return withActivation(conversion, configActivation(layer), (name) => ({
		operator: "CONV_2D",
		version: 1,
		inputs: [input, kernel, bias],
		output: following(input, name, [...size, filters]),
		options: createOptions("Conv2DOptions", {
			padding: PADDINGS[window.padding],
			strideH: window.strides[0],
			strideW: window.strides[1],
			dilationHFactor: window.dilation[0],
			dilationWFactor: window.dilation[1],
		}),
	}));
}

/** MaxPooling2D: MAX_POOL_2D. */
export function convertMaxPooling2D(conversion: Conversion): Converted {
	return convertPooling(conversion, "MAX_POOL_2D");
}

/** AveragePooling2D: AVERAGE_POOL_2D; like Keras it leaves the padding out of the mean. */
export function convertAveragePooling2D(conversion: Conversion): Converted {
	return convertPooling(conversion, "AVERAGE_POOL_2D");
}

function convertPooling(
	conversion: Conversion,
	operator: "MAX_POOL_2D" | "AVERAGE_POOL_2D",
): Converted {
	const { layer, input, name } = conversion;
	allowOnly(layer, "data_format", ["channels_last"]);
	const [height, width, channels] = imageShape(conversion);
	const size = configPair(layer, "pool_size", [2, 2]);
	const window: Window = {
		size,
		strides: configPair(layer, "strides", size),
		dilation: [1, 1],
		padding: configChoice(layer, "padding", ["valid", "same"]),
	};
	const output = following(input, name, [
		...outputSize(layer, window, [height, width]),
		channels,
	]);
	const options = createOptions("Pool2DOptions", {
		padding: PADDINGS[window.padding],
		filterHeight: size[0],
		filterWidth: size[1],
		strideH: window.strides[0],
		strideW: window.strides[1],
	});
	const operators = [
		{ operator, version: 1, inputs: [input], output, options },
	];
	return { operators, output };
}

/** Rows and columns that a window gives, after TensorFlow's definition of the paddings "SAME" and "VALID" (tf.nn.convolution). */
function outputSize(
	layer: Layer,
	{ size, strides, dilation, padding }: Window,
	input: readonly [number, number],
): [number, number] {
	const along = (axis: 0 | 1): number => {
		const reach = (size[axis] - 1) * dilation[axis] + 1;
		const positions =
			padding === "same" ? input[axis] : input[axis] - reach + 1;
		if (positions < 1) {
			refuse(
				layer,
				`its window reaches over ${reach} values, but its input is ${input.join(" x ")}`,
			);
		}
		return Math.ceil(positions / strides[axis]);
	};
	return [along(0), along(1)];
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
