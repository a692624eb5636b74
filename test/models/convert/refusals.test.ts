import { test } from "uvu";
import * as assert from "uvu/assert";
import { convertLayersModel } from "../../../models/convert/convert.ts";
import type { Weight } from "../../../models/convert/layers-model.ts";

type Config = Readonly<Record<string, unknown>>;

const KERNEL: Weight = { shape: [3, 3, 2, 4], data: new Float32Array(72) };
const BIAS: Weight = { shape: [4], data: new Float32Array(4) };
const WEIGHTS = { "it/kernel": KERNEL, "it/bias": BIAS };
const CONV = { filters: 4, kernel_size: [3, 3] };

/** Converts one layer named "it" on images of 8 x 8 x 2. */
function convert(
	className: string,
	config: Config,
	weights: Readonly<Record<string, Weight>> = WEIGHTS,
	input: Config = { batch_input_shape: [null, 8, 8, 2] },
) {
	return convertLayersModel({
		source: "folder/model.json",
		topology: {
			class_name: "Sequential",
			config: {
				name: "model",
				layers: [
					{ class_name: "InputLayer", config: { name: "in", ...input } },
					{ class_name: className, config: { name: "it", ...config } },
				],
			},
		},
		weights: new Map(Object.entries(weights)),
	});
}

function message(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		assert.is((error as Error).name, "UserError");
		return (error as Error).message;
	}
	throw new Error("The model was converted.");
}

const OPTIONS: readonly [string, Config, RegExp][] = [
	[
		"Conv2D",
		{ ...CONV, padding: "causal" },
		/padding is "causal"; supported: valid, same/,
	],
	[
		"Conv2D",
		{ ...CONV, data_format: "channels_first" },
		/data_format is "channels_first"; supported: "channels_last"/,
	],
	["Conv2D", { ...CONV, groups: 2 }, /groups is 2; supported: 1/],
	[
		"Conv2D",
		{ ...CONV, strides: [1, 0] },
		/strides is \[1,0\], not two positive integers/,
	],
	["Conv2D", { ...CONV, kernel_size: [3, 3, 3] }, /kernel_size is \[3,3,3\]/],
	["Conv2D", { ...CONV, dilation_rate: 1.5 }, /dilation_rate is 1.5/],
	["Conv2D", { kernel_size: 3 }, /filters is absent, not a positive integer/],
	["Conv2D", { filters: 4 }, /kernel_size is absent|kernel_size is \[0,0\]/],
	[
		"Conv2D",
		{ ...CONV, use_bias: "no" },
		/use_bias is "no", not true or false/,
	],
	[
		"Conv2D",
		{ ...CONV, activation: "selu" },
		/activation is "selu"; supported: linear, relu/,
	],
	["Conv2D", { ...CONV, activation: "toString" }, /activation is "toString"/],
	[
		"Conv2D",
		{ ...CONV, dilation_rate: 4 },
		/window reaches over 9 values, but its input is 8 x 8/,
	],
	[
		"Conv2D",
		{ ...CONV, filters: 5 },
		/weight "it\/kernel" has the shape \[3,3,2,4\], but .* \[3,3,2,5\]/,
	],
	["MaxPooling2D", { data_format: "channels_first" }, /data_format/],
	["AveragePooling2D", { pool_size: [9, 9] }, /window reaches over 9/],
	[
		"Reshape",
		{ target_shape: [7, 7] },
		/target_shape \[7,7\] does not fit its input of 8 x 8 x 2/,
	],
	["Reshape", { target_shape: [null, -1] }, /does not fit/],
	["Reshape", { target_shape: "flat" }, /target_shape is "flat"/],
	["Flatten", { data_format: "channels_first" }, /data_format/],
	["ReLU", { max_value: 4 }, /max_value is 4; supported: 6/],
	["ReLU", { negative_slope: 0.1 }, /negative_slope is 0.1; supported: 0/],
	["Softmax", { axis: 1 }, /axis is 1; supported: the last one, -1 or 3/],
	["Softmax", { axis: [1, 2] }, /axis is \[1,2\]/],
	[
		"Activation",
		{ activation: { class_name: "swish" } },
		/activation is \{"class_name":"swish"\}/,
	],
	[
		"DepthwiseConv2D",
		{ kernel_size: 3, dilation_rate: 2 },
		/dilation_rate is 2; supported: 1, since TensorFlow.js ignores/,
	],
	["DepthwiseConv2D", {}, /kernel_size is \[0,0\]/],
	["BatchNormalization", { axis: 1 }, /axis is 1; supported: the last one/],
	["BatchNormalization", { axis: [1, 2] }, /axis is \[1,2\]/],
	["BatchNormalization", { epsilon: "small" }, /epsilon is "small"/],
	[
		"BatchNormalization",
		{ scale: false, center: false },
		/weight "it\/moving_mean" is missing/,
	],
	["ZeroPadding2D", { padding: [[1, 1]] }, /padding is \[\[1,1\]\]/],
	["ZeroPadding2D", { padding: -1 }, /padding is -1/],
	["ZeroPadding2D", { padding: [[1, 1, 1], 1] }, /padding is/],
	["Cropping2D", { cropping: 4 }, /leaves nothing of its input of 8 x 8/],
	[
		"UpSampling2D",
		{ interpolation: "bilinear" },
		/interpolation is "bilinear"; supported: "nearest"/,
	],
	["GlobalAveragePooling2D", { keepdims: true }, /keepdims is true/],
	["Permute", { dims: [1, 1, 2] }, /dims is \[1,1,2\], not the numbers 1 to 3/],
	["Permute", { dims: ["1", "2", "3"] }, /dims is \["1","2","3"\]/],
	["PReLU", { shared_axes: [0] }, /shared_axes is \[0\]/],
	["LeakyReLU", { alpha: null, negative_slope: "x" }, /negative_slope is "x"/],
	["ELU", { alpha: 2 }, /alpha is 2; supported: 1/],
	["Add", {}, /it has 1 inputs, two or more were expected/],
	["InputLayer", {}, /not among the declared inputs/],
];

for (const [className, config, expected] of OPTIONS) {
	test(`${className} with ${JSON.stringify(config)} is refused`, () => {
		const text = message(() => convert(className, config));
		assert.match(
			text,
			`folder/model.json: the layer "it" (${className}) cannot be converted: `,
		);
		assert.match(text, expected);
	});
}

for (const className of ["LSTM", "constructor", "Conv2DTranspose", "Lambda"]) {
	test(`a layer of the class ${className} is refused with the classes that are supported`, () => {
		assert.match(
			message(() => convert(className, {})),
			`the layer "it" (${className}) cannot be converted: its class is not supported; supported: InputLayer, Activation, Add, AlphaDropout, Average, AveragePooling2D, BatchNormalization, Concatenate, Conv2D`,
		);
	});
}

test("variances that have no square root are refused", () => {
	const two = (value: number): Weight => ({
		shape: [2],
		data: Float32Array.of(1, value),
	});
	for (const value of [-0.5, -0.001, Number.NaN]) {
		const weights = {
			"it/gamma": two(1),
			"it/beta": two(0),
			"it/moving_mean": two(0),
			"it/moving_variance": two(value),
		};
		assert.match(
			message(() => convert("BatchNormalization", { epsilon: 0 }, weights)),
			/its moving_variance has values that are not above zero with its epsilon of 0 added/,
		);
	}
});

test("a missing weight is named beside those that are there", () => {
	assert.match(
		message(() => convert("Conv2D", CONV, { "it/kernel": KERNEL })),
		/weight "it\/bias" is missing; the file has it\/kernel/,
	);
	assert.match(
		message(() => convert("Conv2D", CONV, {})),
		/the file has no weights of this layer/,
	);
});

const INPUTS: readonly [Config, RegExp][] = [
	[
		{ batch_input_shape: [null, null, 8, 2] },
		/every dimension but the batch must be a positive integer/,
	],
	[{ batch_input_shape: [0, 8] }, /every dimension but the batch/],
	[{}, /shape of the input is absent/],
	[
		{ batch_input_shape: [null, 8], dtype: "int32" },
		/dtype is "int32"; supported: float32/,
	],
];

for (const [input, expected] of INPUTS) {
	test(`an input of ${JSON.stringify(input)} is refused`, () => {
		const text = message(() => convert("ReLU", {}, {}, input));
		assert.match(text, 'the layer "in" (InputLayer)');
		assert.match(text, expected);
	});
}

test("an image layer on something else is refused with the shape", () => {
	assert.match(
		message(() =>
			convert("MaxPooling2D", {}, {}, { batch_input_shape: [null, 8] }),
		),
		/its input has the shape 1 x 8, not batch x height x width x channels/,
	);
});

test("an empty sequential model is refused", () => {
	const topology = {
		class_name: "Sequential",
		config: { name: "m", layers: [] },
	};
	assert.match(
		message(() =>
			convertLayersModel({ source: "x", topology, weights: new Map() }),
		),
		/the model "m" has no layers/,
	);
});

test("something else than a serialized network is refused", () => {
	for (const topology of [
		null,
		7,
		[],
		{},
		{ class_name: "Network", config: {} },
	]) {
		assert.match(
			message(() =>
				convertLayersModel({ source: "x.json", topology, weights: new Map() }),
			),
			/x.json: this is not the serialized form of a Keras model/,
		);
	}
});

test.run();
