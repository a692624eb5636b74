import type { LayerConfig } from "./topology.ts";

type Pair = readonly [number, number];

/** What a convolution of the zoo may say about itself. */
export type ConvolutionOptions = {
	readonly filters: number;
	readonly kernel: number | Pair;
	readonly strides?: number;
	readonly padding?: "same" | "valid";
	readonly activation?: string;
	readonly bias?: boolean;
};

/** The input of a network: square images with three colours, in a batch of any size. */
export function imageInput(side: number): LayerConfig {
	return layer("InputLayer", "input", {
		batch_input_shape: [null, side, side, 3],
		dtype: "float32",
	});
}

/** A convolution, without bias and with padding "same" unless it says otherwise. */
export function conv2D(
	name: string,
	{
		filters,
		kernel,
		strides = 1,
		padding = "same",
		...rest
	}: ConvolutionOptions,
): LayerConfig {
	return layer("Conv2D", name, {
		filters,
		kernel_size: pair(kernel),
		strides: pair(strides),
		padding,
		use_bias: rest.bias ?? false,
		activation: rest.activation ?? "linear",
	});
}

/** A depthwise convolution of 3 x 3 without bias, with one output for each channel. */
export function depthwiseConv2D(
	name: string,
	{
		strides,
		padding,
	}: { readonly strides: number; readonly padding: "same" | "valid" },
): LayerConfig {
	return layer("DepthwiseConv2D", name, {
		kernel_size: [3, 3],
		strides: pair(strides),
		padding,
		depth_multiplier: 1,
		use_bias: false,
		activation: "linear",
	});
}

/** Batch normalization of the channels. */
export function batchNormalization(
	name: string,
	{
		epsilon,
		scale = true,
	}: { readonly epsilon: number; readonly scale?: boolean },
): LayerConfig {
	return layer("BatchNormalization", name, {
		axis: -1,
		epsilon,
		center: true,
		scale,
	});
}

/** Max pooling or average pooling of square windows. */
export function pooling(
	kind: "MaxPooling2D" | "AveragePooling2D",
	name: string,
	{
		size,
		strides,
		padding = "valid",
	}: {
		readonly size: number;
		readonly strides: number;
		readonly padding?: "same" | "valid";
	},
): LayerConfig {
	return layer(kind, name, {
		pool_size: pair(size),
		strides: pair(strides),
		padding,
	});
}

/** A dense layer with bias. */
export function dense(
	name: string,
	units: number,
	activation: string,
): LayerConfig {
	return layer("Dense", name, { units, use_bias: true, activation });
}

/** The head of the networks of Keras: the mean over each channel, then a dense layer with softmax. */
export function classifier(classes: number): LayerConfig[] {
	return [
		layer("GlobalAveragePooling2D", "avg_pool"),
		dense("predictions", classes, "softmax"),
	];
}

/** Any layer of the serialized form of Keras. */
export function layer(
	class_name: string,
	name: string,
	config: Readonly<Record<string, unknown>> = {},
): LayerConfig {
	return { class_name, config: { ...config, name } };
}

function pair(value: number | Pair): Pair {
	return typeof value === "number" ? [value, value] : value;
}
