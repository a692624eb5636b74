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

const CASES: readonly Case[] = [
	{
		title: "zero padding",
		input: [4, 3, 2],
		layers: () => [
			layers.zeroPadding2d({
				padding: [
					[0, 1],
					[2, 3],
				],
			}),
		],
		operators: ["PAD"],
	},
	{
		title: "zero padding and a convolution with strides, as in MobileNet",
		input: [6, 6, 2],
		layers: () => [
			layers.zeroPadding2d({
				padding: [
					[0, 1],
					[0, 1],
				],
			}),
			layers.depthwiseConv2d({ kernelSize: 3, strides: 2 }),
		],
		operators: ["PAD", "DEPTHWISE_CONV_2D NONE"],
	},
	{
		title: "zero padding of one on all sides",
		input: [4, 3, 2],
		layers: () => [layers.zeroPadding2d({ padding: 1 })],
		operators: ["PAD"],
	},
	{
		title: "cropping",
		input: [6, 7, 2],
		layers: () => [
			layers.cropping2D({
				cropping: [
					[1, 2],
					[0, 3],
				],
			}),
		],
		operators: ["SLICE"],
	},
	{
		title: "upsampling",
		input: [3, 2, 2],
		layers: () => [layers.upSampling2d({ size: [2, 3] })],
		operators: ["RESIZE_NEAREST_NEIGHBOR"],
	},
	{
		title: "permutation",
		input: [3, 4, 2],
		layers: () => [layers.permute({ dims: [3, 1, 2] })],
		operators: ["TRANSPOSE"],
	},
	{
		title: "global average pooling",
		input: [5, 4, 3],
		layers: () => [layers.globalAveragePooling2d({})],
		operators: ["MEAN"],
	},
	{
		title: "global max pooling",
		input: [5, 4, 3],
		layers: () => [layers.globalMaxPooling2d({})],
		operators: ["REDUCE_MAX"],
	},
	{
		title: "leaky relu",
		input: [5, 4],
		layers: () => [layers.leakyReLU({ alpha: 0.2 })],
		operators: ["LEAKY_RELU"],
	},
	{
		title: "prelu with a slope for every value",
		input: [3, 4, 2],
		layers: () => [layers.prelu({})],
		operators: ["PRELU"],
	},
	{
		title: "an elu layer",
		input: [5, 4],
		layers: () => [layers.elu()],
		operators: ["ELU"],
	},
	{
		title: "dense elu",
		input: [5],
		layers: () => [layers.dense({ units: 4, activation: "elu" })],
		operators: ["FULLY_CONNECTED NONE", "ELU"],
	},
	{
		title: "sigmoid of images",
		input: [3, 4, 2],
		layers: () => [layers.activation({ activation: "sigmoid" })],
		operators: ["LOGISTIC"],
	},
	{
		title: "spatial dropout",
		input: [3, 4],
		layers: () => [
			layers.spatialDropout1d({ rate: 0.5 }),
			layers.dense({ units: 2 }),
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
