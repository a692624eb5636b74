import type { SymbolicTensor } from "@tensorflow/tfjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { convertLayersModel } from "../../../models/convert/convert.ts";
import { encodeModel } from "../../../models/tflite/index.ts";
import { operatorNames } from "./operator-names.ts";
import {
	largestDifference,
	loadReference,
	randomizeWeights,
	runBoth,
	runTflite,
} from "./tfjs-models.ts";

const tf = await loadReference();
const { layers } = tf;

type Merge = { apply(inputs: SymbolicTensor[]): unknown };

type Case = {
	readonly title: string;
	readonly inputs: readonly number[][];
	readonly merge: () => Merge;
	readonly operators: readonly string[];
};

const SAME = [
	[3, 4, 2],
	[3, 4, 2],
];
const THREE = [...SAME, [3, 4, 2]];
const SQUEEZED = [
	[3, 4, 2],
	[1, 1, 2],
];

const CASES: readonly Case[] = [
	{
		title: "add",
		inputs: SAME,
		merge: () => layers.add(),
		operators: ["ADD NONE"],
	},
	{
		title: "add of three",
		inputs: THREE,
		merge: () => layers.add(),
		operators: ["ADD NONE", "ADD NONE"],
	},
	{
		title: "add of rows",
		inputs: [[5], [5]],
		merge: () => layers.add(),
		operators: ["ADD NONE"],
	},
	{
		title: "multiply of three",
		inputs: THREE,
		merge: () => layers.multiply(),
		operators: ["MUL NONE", "MUL NONE"],
	},
	{
		title: "multiply by one factor a channel",
		inputs: SQUEEZED,
		merge: () => layers.multiply(),
		operators: ["MUL NONE"],
	},
	{
		title: "average of three",
		inputs: THREE,
		merge: () => layers.average(),
		operators: ["ADD NONE", "ADD NONE", "MUL NONE"],
	},
	{
		title: "maximum of three",
		inputs: THREE,
		merge: () => layers.maximum(),
		operators: ["MAXIMUM", "MAXIMUM"],
	},
	{
		title: "minimum",
		inputs: SAME,
		merge: () => layers.minimum(),
		operators: ["MINIMUM"],
	},
	{
		title: "concatenate of channels",
		inputs: [
			[3, 4, 2],
			[3, 4, 1],
			[3, 4, 3],
		],
		merge: () => layers.concatenate(),
		operators: ["CONCATENATION NONE"],
	},
	{
		title: "concatenate of rows",
		inputs: [
			[3, 4, 2],
			[1, 4, 2],
		],
		merge: () => layers.concatenate({ axis: 1 }),
		operators: ["CONCATENATION NONE"],
	},
	{
		title: "concatenate of columns",
		inputs: [
			[3, 4, 2],
			[3, 1, 2],
		],
		merge: () => layers.concatenate({ axis: 2 }),
		operators: ["CONCATENATION NONE"],
	},
];

for (const { title, inputs: shapes, merge, operators } of CASES) {
	test(`${title}: TFLite gives what TensorFlow.js gives`, async () => {
		const inputs = shapes.map((shape) => tf.input({ shape }));
		const outputs = merge().apply(inputs) as SymbolicTensor;
		const { model, expected, actual } = await runBoth(
			tf,
			tf.model({ inputs, outputs }),
			7,
		);
		assert.ok(actual[0] && expected[0]);
		assert.equal(actual[0].shape, expected[0].shape);
		assert.ok(largestDifference(actual[0], expected[0]) <= 1e-5);
		assert.equal(operatorNames(model), operators);
	});
}

test("relu after add is fused, and a residual block keeps what the sum needs", async () => {
	const input = tf.input({ shape: [5, 5, 3] });
	const conv = layers.conv2d({ filters: 3, kernelSize: 3, padding: "same" });
	const normalized = layers
		.batchNormalization({})
		.apply(conv.apply(input)) as SymbolicTensor;
	const sum = layers.add().apply([normalized, input]) as SymbolicTensor;
	const outputs = layers.reLU({}).apply(sum) as SymbolicTensor;
	const block = tf.model({ inputs: input, outputs });
	randomizeWeights(tf, block, 2);
	const { model, expected, actual } = await runBoth(tf, block, 3);
	assert.ok(actual[0] && expected[0]);
	assert.ok(largestDifference(actual[0], expected[0]) <= 1e-5);
	assert.equal(operatorNames(model), ["CONV_2D NONE", "ADD RELU"]);
});

test("batch normalization is not folded where something else needs the values before it", async () => {
	const input = tf.input({ shape: [5, 5, 3] });
	const conv = layers
		.conv2d({ filters: 3, kernelSize: 3 })
		.apply(input) as SymbolicTensor;
	const normalized = layers
		.batchNormalization({})
		.apply(conv) as SymbolicTensor;
	const outputs = layers.concatenate().apply([normalized, conv]);
	const block = tf.model({ inputs: input, outputs: outputs as SymbolicTensor });
	randomizeWeights(tf, block, 2);
	const { model, expected, actual } = await runBoth(tf, block, 3);
	assert.ok(actual[0] && expected[0]);
	assert.ok(largestDifference(actual[0], expected[0]) <= 1e-5);
	assert.equal(operatorNames(model), [
		"CONV_2D NONE",
		"MUL NONE",
		"ADD NONE",
		"CONCATENATION NONE",
	]);
});

test("a convolution used twice is folded with two batch normalizations into two kernels", async () => {
	const inputs = [1, 2].map(() => tf.input({ shape: [5, 5, 3] }));
	const conv = layers.conv2d({ filters: 3, kernelSize: 3, name: "shared" });
	const outputs = inputs.map(
		(input) =>
			layers
				.batchNormalization({})
				.apply(conv.apply(input) as SymbolicTensor) as SymbolicTensor,
	);
	const twins = tf.model({ inputs, outputs });
	randomizeWeights(tf, twins, 2);
	const { model, expected, actual } = await runBoth(tf, twins, 3);
	expected.forEach((output, i) => {
		const other = actual[i];
		assert.ok(other && largestDifference(other, output) <= 1e-5);
	});
	assert.equal(operatorNames(model), ["CONV_2D NONE", "CONV_2D NONE"]);
	const names = model.subgraphs?.[0]?.tensors?.map(({ name }) => name);
	assert.is(new Set(names).size, names?.length);
});

test("subtract, which TensorFlow.js does not have, gives the difference of its inputs", () => {
	const layer = (class_name: string, config: object, inbound: string[]) => ({
		class_name,
		config,
		inbound_nodes:
			inbound.length === 0 ? [] : [inbound.map((name) => [name, 0, 0, {}])],
	});
	const input = (name: string) =>
		layer("InputLayer", { name, batch_input_shape: [null, 3] }, []);
	const model = convertLayersModel({
		source: "model.json",
		topology: {
			class_name: "Functional",
			config: {
				layers: [
					input("a"),
					input("b"),
					layer("Subtract", { name: "c" }, ["a", "b"]),
				],
				input_layers: [
					["a", 0, 0],
					["b", 0, 0],
				],
				output_layers: [["c", 0, 0]],
			},
		},
		weights: new Map(),
	});
	const [output] = runTflite(encodeModel(model), [
		Float32Array.of(1, 2, 3),
		Float32Array.of(5, -7, 0.5),
	]);
	assert.equal([...(output?.data ?? [])], [-4, 9, 2.5]);
});

test.run();
