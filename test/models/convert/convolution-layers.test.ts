import type { LayersModel } from "@tensorflow/tfjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { operatorNames } from "./operator-names.ts";
import {
	largestDifference,
	loadReference,
	randomizeWeights,
	runBoth,
} from "./tfjs-models.ts";

const tf = await loadReference();
const { layers } = tf;
type AnyLayer = InstanceType<typeof layers.Layer>;

type Case = {
	readonly title: string;
	readonly input: number[];
	readonly layers: () => AnyLayer[];
	/** The operators of the converted model, with the activation fused into them. */
	readonly operators: readonly string[];
};

const depthwise = (options: object = {}) =>
	layers.depthwiseConv2d({ kernelSize: 3, ...options });
const separable = (options: object = {}) =>
	layers.separableConv2d({ filters: 3, kernelSize: 3, ...options });
const conv = (options: object = {}) =>
	layers.conv2d({ filters: 4, kernelSize: 3, ...options });
const normalization = (options: object = {}) =>
	layers.batchNormalization({ ...options });
const DEPTHWISE = "DEPTHWISE_CONV_2D NONE";
const CONV = "CONV_2D NONE";

const CASES: readonly Case[] = [
	{
		title: "depthwise convolution",
		input: [7, 6, 3],
		layers: () => [depthwise()],
		operators: [DEPTHWISE],
	},
	{
		title: "depthwise convolution with two outputs a channel",
		input: [7, 6, 3],
		layers: () => [depthwise({ depthMultiplier: 2, padding: "same" })],
		operators: [DEPTHWISE],
	},
	{
		title: "depthwise convolution with an oblong window and strides, same",
		input: [9, 8, 2],
		layers: () => [
			depthwise({ kernelSize: [2, 5], strides: 2, padding: "same" }),
		],
		operators: [DEPTHWISE],
	},
	{
		title: "depthwise convolution with strides that leave a rest",
		input: [8, 10, 2],
		layers: () => [depthwise({ strides: 3 })],
		operators: [DEPTHWISE],
	},
	{
		title: "depthwise convolution without bias, relu6",
		input: [6, 6, 2],
		layers: () => [depthwise({ useBias: false, activation: "relu6" })],
		operators: ["DEPTHWISE_CONV_2D RELU6"],
	},
	{
		title: "separable convolution",
		input: [7, 6, 2],
		layers: () => [separable()],
		operators: [DEPTHWISE, CONV],
	},
	{
		title: "separable convolution with all options",
		input: [9, 8, 2],
		layers: () => [
			separable({
				depthMultiplier: 2,
				strides: 2,
				padding: "same",
				activation: "relu",
				useBias: false,
			}),
		],
		operators: [DEPTHWISE, "CONV_2D RELU"],
	},
	{
		title: "separable convolution, dilated",
		input: [9, 9, 2],
		layers: () => [separable({ dilationRate: 2 })],
		operators: [DEPTHWISE, CONV],
	},
	{
		title: "batch normalization alone",
		input: [4, 3, 2],
		layers: () => [normalization()],
		operators: ["MUL NONE", "ADD NONE"],
	},
	{
		title: "batch normalization without gamma and beta, with its own epsilon",
		input: [4, 3, 2],
		layers: () => [
			normalization({ scale: false, center: false, epsilon: 0.1 }),
		],
		operators: ["MUL NONE", "ADD NONE"],
	},
	{
		title: "batch normalization of rows",
		input: [6],
		layers: () => [normalization({ axis: 1 })],
		operators: ["MUL NONE", "ADD NONE"],
	},
	{
		title: "batch normalization, relu, convolution",
		input: [6, 6, 2],
		layers: () => [normalization(), layers.reLU({}), conv()],
		operators: ["MUL NONE", "ADD RELU", CONV],
	},
	{
		title: "convolution, batch normalization, relu6",
		input: [6, 6, 2],
		layers: () => [conv(), normalization(), layers.reLU({ maxValue: 6 })],
		operators: ["CONV_2D RELU6"],
	},
	{
		title: "convolution without bias, batch normalization",
		input: [6, 6, 2],
		layers: () => [conv({ useBias: false }), normalization()],
		operators: [CONV],
	},
	{
		title: "convolution, dropout, two batch normalizations",
		input: [6, 6, 2],
		layers: () => [
			conv(),
			layers.dropout({ rate: 0.5 }),
			normalization(),
			normalization({ center: false }),
		],
		operators: [CONV],
	},
	{
		title: "convolution with relu, batch normalization",
		input: [6, 6, 2],
		layers: () => [conv({ activation: "relu" }), normalization()],
		operators: ["CONV_2D RELU", "MUL NONE", "ADD NONE"],
	},
	{
		title: "depthwise convolution, batch normalization, relu",
		input: [6, 6, 3],
		layers: () => [
			depthwise({ depthMultiplier: 2 }),
			normalization(),
			layers.reLU({}),
		],
		operators: ["DEPTHWISE_CONV_2D RELU"],
	},
	{
		title: "separable convolution, batch normalization",
		input: [6, 6, 3],
		layers: () => [separable({ useBias: false }), normalization()],
		operators: [DEPTHWISE, CONV],
	},
	{
		title: "dense, batch normalization, relu",
		input: [5],
		layers: () => [
			layers.dense({ units: 4 }),
			normalization(),
			layers.reLU({}),
		],
		operators: ["FULLY_CONNECTED RELU"],
	},
	{
		title: "dense on rows without bias, batch normalization",
		input: [3, 5],
		layers: () => [layers.dense({ units: 4, useBias: false }), normalization()],
		operators: ["FULLY_CONNECTED NONE"],
	},
	{
		title: "pooling, batch normalization",
		input: [6, 6, 2],
		layers: () => [layers.maxPooling2d({}), normalization()],
		operators: ["MAX_POOL_2D NONE", "MUL NONE", "ADD NONE"],
	},
	{
		title: "convolution, flatten, batch normalization",
		input: [6, 6, 2],
		layers: () => [conv(), layers.flatten(), normalization()],
		operators: [CONV, "RESHAPE", "MUL NONE", "ADD NONE"],
	},
];

function build({ input, layers: toLayers }: Case): LayersModel {
	const model = tf.sequential();
	model.add(layers.inputLayer({ inputShape: input }));
	for (const layer of toLayers()) {
		model.add(layer);
	}
	randomizeWeights(tf, model, 5);
	return model;
}

for (const example of CASES) {
	test(`${example.title}: TFLite gives what TensorFlow.js gives`, async () => {
		const { model, expected, actual } = await runBoth(tf, build(example), 11);
		const [a, b] = [actual[0], expected[0]];
		assert.ok(a && b);
		assert.equal(a.shape, b.shape);
		assert.ok(b.data.some((value) => Math.abs(value) > 1e-3));
		const difference = largestDifference(a, b);
		assert.ok(difference <= 1e-5, `largest difference ${difference}`);
		assert.equal(operatorNames(model), example.operators);
	});
}

test.run();
