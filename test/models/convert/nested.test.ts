import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { convertLayersModel } from "../../../models/convert/convert.ts";
import { operatorNames } from "./operator-names.ts";
import {
	largestDifference,
	loadReference,
	randomizeWeights,
	runBoth,
} from "./tfjs-models.ts";

const tf = await loadReference();
const { layers } = tf;

type Applicable = { apply(input: SymbolicTensor): unknown };
const apply = (layer: Applicable, input: SymbolicTensor) =>
	layer.apply(input) as SymbolicTensor;

async function compare(model: LayersModel) {
	randomizeWeights(tf, model, 3);
	const result = await runBoth(tf, model, 4);
	assert.ok(result.expected.length > 0);
	result.expected.forEach((expected, i) => {
		const actual = result.actual[i];
		assert.ok(actual && largestDifference(actual, expected) <= 1e-5);
	});
	return result;
}

function base(): LayersModel {
	const input = tf.input({ shape: [8, 8, 2], name: "image" });
	const first = layers.conv2d({ filters: 3, kernelSize: 3, name: "first" });
	const normalization = layers.batchNormalization({ name: "normalized" });
	const outputs = apply(
		layers.reLU({}),
		apply(normalization, apply(first, input)),
	);
	return tf.model({ inputs: input, outputs, name: "base" });
}

test("a sequential model around a functional one is dissolved, as in transfer learning", async () => {
	const model = tf.sequential();
	model.add(base());
	model.add(layers.globalAveragePooling2d({}));
	model.add(layers.dense({ units: 4, activation: "softmax" }));
	const { model: converted } = await compare(model);
	assert.equal(operatorNames(converted), [
		"CONV_2D RELU",
		"MEAN",
		"FULLY_CONNECTED NONE",
		"SOFTMAX",
	]);
});

test("a functional model around a sequential one around another is dissolved", async () => {
	const inner = tf.sequential({ name: "inner" });
	inner.add(layers.dense({ units: 5, inputShape: [4], name: "dense_inner" }));
	inner.add(layers.reLU({ name: "relu_inner" }));
	const middle = tf.sequential({ name: "middle" });
	middle.add(inner);
	middle.add(layers.dense({ units: 3, name: "dense_middle" }));
	const input = tf.input({ shape: [4] });
	const before = apply(layers.dense({ units: 4, name: "dense_outer" }), input);
	const outputs = apply(middle, before);
	const { model } = await compare(tf.model({ inputs: input, outputs }));
	assert.equal(operatorNames(model), [
		"FULLY_CONNECTED NONE",
		"FULLY_CONNECTED RELU",
		"FULLY_CONNECTED NONE",
	]);
});

test("a network used twice keeps one copy of its weights", async () => {
	const branch = tf.sequential({ name: "branch" });
	branch.add(layers.dense({ units: 3, inputShape: [4], name: "shared" }));
	const inputs = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
	const outputs = layers
		.add()
		.apply(inputs.map((input) => apply(branch, input))) as SymbolicTensor;
	const { model } = await compare(tf.model({ inputs, outputs }));
	const names = model.subgraphs?.[0]?.tensors?.map(({ name }) => name);
	assert.is(names?.filter((name) => name === "shared/kernel").length, 1);
});

test("a network with two inputs and two outputs keeps their order", async () => {
	const a = tf.input({ shape: [3] });
	const b = tf.input({ shape: [3] });
	const inner = tf.model({
		inputs: [a, b],
		outputs: [
			apply(layers.dense({ units: 2, name: "of_b" }), b),
			apply(layers.dense({ units: 2, name: "of_a" }), a),
		],
		name: "inner",
	});
	const inputs = [tf.input({ shape: [3] }), tf.input({ shape: [3] })];
	const [ofB, ofA] = inner.apply(inputs) as SymbolicTensor[];
	const outputs = layers.concatenate().apply([ofB, ofA] as SymbolicTensor[]);
	await compare(tf.model({ inputs, outputs: outputs as SymbolicTensor }));
});

type Entry = { class_name: string; config: object; inbound_nodes?: unknown };

function refusal(layers: readonly Entry[], output: string): string {
	const topology = {
		class_name: "Functional",
		config: {
			name: "outer",
			layers: [
				{
					class_name: "InputLayer",
					config: { name: "in", batch_input_shape: [null, 4] },
				},
				...layers,
			],
			input_layers: [["in", 0, 0]],
			output_layers: [[output, 0, 0]],
		},
	};
	try {
		convertLayersModel({ source: "model.json", topology, weights: new Map() });
	} catch (error) {
		assert.is((error as Error).name, "UserError");
		return (error as Error).message;
	}
	throw new Error("The model was converted.");
}

const relu = (name: string): Entry => ({
	class_name: "ReLU",
	config: { name },
});
const sequential = (
	name: string,
	layers: readonly Entry[],
	inbound_nodes: unknown = [[["in", 0, 0, {}]]],
): Entry => ({
	class_name: "Sequential",
	config: { name, layers },
	inbound_nodes,
});

test("layers of one name in different networks are refused, since weights go by them", () => {
	assert.match(
		refusal(
			[
				sequential("a", [relu("same")]),
				sequential("b", [relu("same")], [[["a", 0, 0, {}]]]),
			],
			"b",
		),
		/two layers have the name "same"/,
	);
});

test("a network inside that gets too many inputs is refused", () => {
	assert.match(
		refusal(
			[
				sequential(
					"a",
					[relu("r")],
					[
						[
							["in", 0, 0],
							["in", 0, 0],
						],
					],
				),
			],
			"a",
		),
		/the network "a" gets 2 inputs, but it has 1/,
	);
});

test("networks in a circle are refused", () => {
	assert.match(
		refusal(
			[
				sequential("a", [relu("ra")], [[["b", 0, 0]]]),
				sequential("b", [relu("rb")], [[["a", 0, 0]]]),
			],
			"a",
		),
		/depend on each other in a circle/,
	);
});

test("an empty network inside, and one that hands its input through to itself, are refused", () => {
	assert.match(refusal([sequential("a", [])], "a"), /"a" has no layers/);
	const through: Entry = {
		class_name: "Functional",
		config: {
			name: "a",
			layers: [
				{
					class_name: "InputLayer",
					config: { name: "x", batch_input_shape: [null, 4] },
				},
			],
			input_layers: [["x", 0, 0]],
			output_layers: [["x", 0, 0]],
		},
		inbound_nodes: [[["a", 0, 0]]],
	};
	assert.match(refusal([through], "a"), /depends on itself, in a circle/);
});

test("networks that multiply without end are refused instead of filling the memory", () => {
	const calls = [[["in", 0, 0]], [["in", 0, 0]]];
	const level = (depth: number): Entry => {
		const inside = depth === 0 ? relu("leaf") : level(depth - 1);
		return {
			class_name: "Functional",
			config: {
				name: `level${depth}`,
				layers: [
					{
						class_name: "InputLayer",
						config: { name: "in", batch_input_shape: [null, 4] },
					},
					{ ...inside, inbound_nodes: calls },
				],
				input_layers: [["in", 0, 0]],
				output_layers: [["in", 0, 0]],
			},
			inbound_nodes: calls,
		};
	};
	assert.match(refusal([level(25)], "level25"), /more than 100000 layers/);
	assert.match(
		refusal([level(40)], "level40"),
		/stands inside more than 32 others|more than 100000 layers/,
	);
});

test.run();
