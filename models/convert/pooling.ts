import { createOptions } from "../tflite/index.ts";
import {
	type Conversion,
	type Converted,
	imageShape,
	sole,
} from "./converter.ts";
import { constant, following } from "./draft.ts";
import { allowOnly, configChoice, configPair } from "./layer.ts";
import { outputSize, PADDINGS, type Window } from "./windows.ts";

/** MaxPooling2D: MAX_POOL_2D. */
export function convertMaxPooling2D(conversion: Conversion): Converted {
	return convertPooling(conversion, "MAX_POOL_2D");
}

/** AveragePooling2D: AVERAGE_POOL_2D; like Keras it leaves the padding out of the mean. */
export function convertAveragePooling2D(conversion: Conversion): Converted {
	return convertPooling(conversion, "AVERAGE_POOL_2D");
}

/** GlobalMaxPooling2D: REDUCE_MAX over height and width. */
export function convertGlobalMaxPooling2D(conversion: Conversion): Converted {
	return convertGlobalPooling(conversion, "REDUCE_MAX");
}

/** GlobalAveragePooling2D: MEAN over height and width. */
export function convertGlobalAveragePooling2D(
	conversion: Conversion,
): Converted {
	return convertGlobalPooling(conversion, "MEAN");
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
	return sole({
		operator,
		version: 1,
		inputs: [input],
		output: following(input, name, [
			...outputSize(layer, window, [height, width]),
			channels,
		]),
		options: createOptions("Pool2DOptions", {
			padding: PADDINGS[window.padding],
			filterHeight: size[0],
			filterWidth: size[1],
			strideH: window.strides[0],
			strideW: window.strides[1],
		}),
	});
}

function convertGlobalPooling(
	conversion: Conversion,
	operator: "REDUCE_MAX" | "MEAN",
): Converted {
	const { layer, input, name } = conversion;
	allowOnly(layer, "data_format", ["channels_last"]);
	allowOnly(layer, "keepdims", [false]);
	const [, , channels] = imageShape(conversion);
	const axes = constant(`${layer.name}/axes`, [2], Int32Array.of(1, 2));
	return sole({
		operator,
		version: 1,
		inputs: [input, axes],
		output: following(input, name, [channels]),
		options: createOptions("ReducerOptions", { keepDims: false }),
	});
}
