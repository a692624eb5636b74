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

const conv = (options: object) => () => [
	layers.conv2d({ filters: 3, kernelSize: 3, ...options }),
];

const CASES: readonly Case[] = [
	{
		title: "conv2d",
		input: [7, 6, 2],
		layers: conv({}),
		operators: ["CONV_2D NONE"],
	},
	{
		title: "conv2d with one filter of 1 x 1",
		input: [5, 5, 1],
		layers: conv({ filters: 1, kernelSize: 1 }),
		operators: ["CONV_2D NONE"],
	},
	{
		title: "conv2d same",
		input: [7, 6, 2],
		layers: conv({ padding: "same" }),
		operators: ["CONV_2D NONE"],
	},
	{
		title: "conv2d with an oblong window and strides, same",
		input: [9, 8, 2],
		layers: conv({ kernelSize: [2, 5], strides: [3, 2], padding: "same" }),
		operators: ["CONV_2D NONE"],
	},
	{
		title: "conv2d with strides that leave a rest, valid",
		input: [8, 9, 1],
		layers: conv({ strides: [2, 3] }),
		operators: ["CONV_2D NONE"],
	},
	{
		title: "conv2d dilated",
		input: [9, 10, 2],
		layers: conv({ dilationRate: [2, 3] }),
		operators: ["CONV_2D NONE"],
	},
	{
		title: "conv2d dilated, same",
		input: [9, 10, 2],
		layers: conv({ dilationRate: 2, padding: "same" }),
		operators: ["CONV_2D NONE"],
	},
	{
		title: "conv2d without bias",
		input: [5, 5, 2],
		layers: conv({ useBias: false }),
		operators: ["CONV_2D NONE"],
	},
	{
		title: "conv2d relu",
		input: [5, 5, 2],
		layers: conv({ activation: "relu" }),
		operators: ["CONV_2D RELU"],
	},
	{
		title: "conv2d relu6",
		input: [5, 5, 2],
		layers: conv({ activation: "relu6" }),
		operators: ["CONV_2D RELU6"],
	},
	{
		title: "conv2d softmax",
		input: [5, 5, 2],
		layers: conv({ activation: "softmax" }),
		operators: ["CONV_2D NONE", "SOFTMAX"],
	},
	{
		title: "conv2d followed by a relu layer",
		input: [5, 5, 2],
		layers: () => [...conv({})(), layers.reLU({})],
		operators: ["CONV_2D RELU"],
	},
	{
		title: "conv2d followed by dropout and a relu6 layer",
		input: [5, 5, 2],
		layers: () => [
			...conv({})(),
			layers.dropout({ rate: 0.5 }),
			layers.reLU({ maxValue: 6 }),
		],
		operators: ["CONV_2D RELU6"],
	},
	{
		title: "conv2d relu followed by relu6 stays two steps",
		input: [5, 5, 2],
		layers: () => [
			...conv({ activation: "relu" })(),
			layers.activation({ activation: "relu6" }),
		],
		operators: ["CONV_2D RELU", "RELU6"],
	},
	{
		title: "max pooling",
		input: [7, 6, 2],
		layers: () => [layers.maxPooling2d({ poolSize: 2 })],
		operators: ["MAX_POOL_2D NONE"],
	},
	{
		title: "max pooling with an oblong window, same",
		input: [7, 8, 2],
		layers: () => [
			layers.maxPooling2d({
				poolSize: [3, 2],
				strides: [2, 3],
				padding: "same",
			}),
		],
		operators: ["MAX_POOL_2D NONE"],
	},
	{
		title: "average pooling",
		input: [7, 6, 2],
		layers: () => [layers.averagePooling2d({ poolSize: [2, 3] })],
		operators: ["AVERAGE_POOL_2D NONE"],
	},
	{
		title: "average pooling, same",
		input: [7, 8, 2],
		layers: () => [
			layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
		],
		operators: ["AVERAGE_POOL_2D NONE"],
	},
	{
		title: "pooling followed by relu",
		input: [6, 6, 2],
		layers: () => [layers.averagePooling2d({ poolSize: 2 }), layers.reLU({})],
		operators: ["AVERAGE_POOL_2D RELU"],
	},
	{
		title: "flatten",
		input: [3, 4, 2],
		layers: () => [layers.flatten()],
		operators: ["RESHAPE"],
	},
	{
		title: "reshape",
		input: [6, 4],
		layers: () => [layers.reshape({ targetShape: [3, 4, 2] })],
		operators: ["RESHAPE"],
	},
	{
		title: "reshape with an open dimension",
		input: [6, 4],
		layers: () => [layers.reshape({ targetShape: [3, -1] })],
		operators: ["RESHAPE"],
	},
	{
		title: "dense",
		input: [5],
		layers: () => [layers.dense({ units: 4 })],
		operators: ["FULLY_CONNECTED NONE"],
	},
	{
		title: "dense without bias",
		input: [5],
		layers: () => [layers.dense({ units: 4, useBias: false })],
		operators: ["FULLY_CONNECTED NONE"],
	},
	{
		title: "dense relu",
		input: [5],
		layers: () => [layers.dense({ units: 4, activation: "relu" })],
		operators: ["FULLY_CONNECTED RELU"],
	},
	{
		title: "dense relu6",
		input: [5],
		layers: () => [layers.dense({ units: 4, activation: "relu6" })],
		operators: ["FULLY_CONNECTED RELU6"],
	},
	{
		title: "dense softmax",
		input: [5],
		layers: () => [layers.dense({ units: 4, activation: "softmax" })],
		operators: ["FULLY_CONNECTED NONE", "SOFTMAX"],
	},
	{
		title: "dense sigmoid",
		input: [5],
		layers: () => [layers.dense({ units: 4, activation: "sigmoid" })],
		operators: ["FULLY_CONNECTED NONE", "LOGISTIC"],
	},
	{
		title: "dense tanh",
		input: [5],
		layers: () => [layers.dense({ units: 4, activation: "tanh" })],
		operators: ["FULLY_CONNECTED NONE", "TANH"],
	},
	{
		title: "dense on rows",
		input: [3, 5],
		layers: () => [layers.dense({ units: 4, activation: "relu" })],
		operators: ["FULLY_CONNECTED RELU"],
	},
	{
		title: "dense on images",
		input: [3, 2, 5],
		layers: () => [layers.dense({ units: 4 })],
		operators: ["FULLY_CONNECTED NONE"],
	},
	{
		title: "a relu layer alone",
		input: [3, 4],
		layers: () => [layers.reLU({})],
		operators: ["RELU"],
	},
	{
		title: "an activation layer alone",
		input: [4],
		layers: () => [layers.activation({ activation: "relu6" })],
		operators: ["RELU6"],
	},
	{
		title: "a softmax layer",
		input: [6],
		layers: () => [layers.softmax({})],
		operators: ["SOFTMAX"],
	},
	{
		title: "a softmax layer over the last axis of rows",
		input: [3, 6],
		layers: () => [layers.softmax({ axis: -1 })],
		operators: ["SOFTMAX"],
	},
	{
		title: "layers that act in training only",
		input: [4],
		layers: () => [
			layers.gaussianNoise({ stddev: 1 }),
			layers.dense({ units: 3 }),
			layers.dropout({ rate: 0.5 }),
			layers.gaussianDropout({ rate: 0.5 }),
			layers.alphaDropout({ rate: 0.5 }),
		],
		operators: ["FULLY_CONNECTED NONE"],
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
		assert.equal(
			actual.map(({ shape }) => shape),
			expected.map(({ shape }) => shape),
		);
		const [a, b] = [actual[0], expected[0]];
		assert.ok(a && b);
		assert.ok(b.data.some((value) => Math.abs(value) > 1e-3));
		assert.ok(largestDifference(a, b) <= 1e-5);
		assert.equal(operatorNames(model), example.operators);
	});
}

test.run();
