import { configChoice, configPair, type Layer, refuse } from "./layer.ts";

/** A window that moves over images. Pairs are height and width. */
export type Window = {
	readonly size: readonly [number, number];
	readonly strides: readonly [number, number];
	readonly dilation: readonly [number, number];
	readonly padding: "valid" | "same";
};

/** The paddings of Keras by the name TFLite has for them. */
export const PADDINGS = { valid: "VALID", same: "SAME" } as const;

/** The window of a convolution, from its config. */
export function convolutionWindow(layer: Layer): Window {
	return {
		size: configPair(layer, "kernel_size", [0, 0]),
		strides: configPair(layer, "strides", [1, 1]),
		dilation: configPair(layer, "dilation_rate", [1, 1]),
		padding: configChoice(layer, "padding", ["valid", "same"]),
	};
}

/**
 * Rows and columns that a window gives on rows and columns of `input`, after TensorFlow's definition of the paddings
 * "SAME" and "VALID" (tf.nn.convolution). Throws a `UserError` when the window does not fit.
 */
export function outputSize(
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
