import type { SymbolicTensor } from "@tensorflow/tfjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { convertLayersModel } from "../../../models/convert/convert.ts";
import type {
	LayersModel,
	Weight,
} from "../../../models/convert/layers-model.ts";
import {
	largestDifference,
	loadReference,
	randomizeWeights,
	runBoth,
} from "./tfjs-models.ts";

const tf = await loadReference();
const inputLayer = inputLayerOf();
const { layers } = tf;
type SymbolicLayer = { apply(input: SymbolicTensor): unknown };
const apply = (layer: SymbolicLayer, input: SymbolicTensor) =>
	layer.apply(input) as SymbolicTensor;

async function compare(
	inputs: SymbolicTensor[],
	outputs: SymbolicTensor[],
): Promise<Awaited<ReturnType<typeof runBoth>>> {
	const model = tf.model({ inputs, outputs });
	randomizeWeights(tf, model, 3);
	const result = await runBoth(tf, model, 4);
	assert.is(result.actual.length, outputs.length);
	result.expected.forEach((expected, i) => {
		const actual = result.actual[i];
		assert.ok(actual && largestDifference(actual, expected) <= 1e-5);
	});
	return result;
}

test("a model with two inputs and three outputs keeps their order and names", async () => {
	const left = tf.input({ shape: [5], name: "left" });
	const right = tf.input({ shape: [2, 3], name: "right" });
	const flat = apply(layers.flatten({ name: "flat" }), right);
	const { model } = await compare(
		[left, right],
		[
			apply(layers.dense({ units: 2, name: "second" }), flat),
			apply(layers.dense({ units: 3, name: "first" }), left),
			flat,
		],
	);
	const signature = model.signatureDefs?.[0];
	assert.is(signature?.signatureKey, "serving_default");
	assert.equal(
		signature?.inputs?.map(({ name }) => name),
		["left", "right"],
	);
	assert.equal(
		signature?.outputs?.map(({ name }) => name),
		["second", "first", "flat"],
	);
	const graph = model.subgraphs?.[0];
	const names = (tensors: readonly number[] | undefined) =>
		tensors?.map((i) => graph?.tensors?.[i]?.name);
	assert.equal(names(graph?.inputs), ["left", "right"]);
	assert.equal(names(graph?.outputs), ["second", "first", "flat"]);
});

test("an activation is not fused where its input is an output too", async () => {
	const input = tf.input({ shape: [5] });
	const linear = apply(layers.dense({ units: 4 }), input);
	const { model } = await compare(
		[input],
		[linear, apply(layers.reLU({}), linear)],
	);
	assert.is(model.subgraphs?.[0]?.operators?.length, 2);
});

test("an activation is not fused where its input has another user", async () => {
	const input = tf.input({ shape: [5] });
	const linear = apply(layers.dense({ units: 4 }), input);
	await compare(
		[input],
		[apply(layers.reLU({}), linear), apply(layers.dense({ units: 2 }), linear)],
	);
});

test("a layer used twice keeps one copy of its weights", async () => {
	const a = tf.input({ shape: [4, 4, 2] });
	const b = tf.input({ shape: [4, 4, 2] });
	const shared = layers.conv2d({
		filters: 3,
		kernelSize: 2,
		name: "shared",
		activation: "relu",
	});
	const { model } = await compare([a, b], [apply(shared, a), apply(shared, b)]);
	const names = model.subgraphs?.[0]?.tensors?.map(({ name }) => name);
	assert.is(names?.filter((name) => name === "shared/kernel").length, 1);
	assert.ok(names?.includes("shared") && names.includes("shared_call1"));
});

test("layers are computed in the order of their dependence, however they are listed", async () => {
	const model = dense4("Functional", {
		layers: [
			denseLayer("b", [[["a", 0, 0, {}]]]),
			denseLayer("a", [[["in", 0, 0]]]),
			denseLayer("unused", [[["in", 0, 0]]]),
			inputLayer,
		],
		input_layers: [["in", 0, 0]],
		output_layers: [["b", 0, 0]],
	});
	const graph = convertLayersModel(model).subgraphs?.[0];
	assert.equal(
		graph?.operators?.map(
			({ outputs }) => graph.tensors?.[outputs?.[0] ?? -1]?.name,
		),
		["a", "b"],
	);
});

test("a single input and output may stand without their list", () => {
	const model = dense4("Model", {
		layers: [inputLayer, denseLayer("a", [[["in", 0, 0]]])],
		input_layers: ["in", 0, 0],
		output_layers: ["a", 0, 0],
	});
	assert.is(convertLayersModel(model).subgraphs?.[0]?.outputs?.length, 1);
});

test("a sequential model may declare its input on its first layer, in the oldest form too", () => {
	const layer = denseLayer("a", []);
	const first = {
		...layer,
		config: { ...layer.config, batch_input_shape: [null, 4] },
	};
	const topology = { class_name: "Sequential", config: [first] };
	const model = convertLayersModel({ ...dense4("Model", {}), topology });
	assert.is(model.subgraphs?.[0]?.tensors?.[0]?.name, "a_input");
});

test("a fixed batch stays fixed", () => {
	const fixed = {
		...inputLayer,
		config: { ...inputLayer.config, batch_input_shape: [3, 4] },
	};
	const model = dense4("Model", {
		layers: [fixed, denseLayer("a", [[["in", 0, 0]]])],
		input_layers: [["in", 0, 0]],
		output_layers: [["a", 0, 0]],
	});
	const output = convertLayersModel(model).subgraphs?.[0]?.tensors?.at(-1);
	assert.equal(output?.shape, [3, 4]);
	assert.is(output?.shapeSignature, undefined);
});

const REFUSED: readonly [string, object, RegExp][] = [
	[
		"a reference to a layer that is not there",
		{ layers: [inputLayerOf(), denseLayer("a", [[["ghost", 0, 0]]])] },
		/refers to the output of ghost/,
	],
	[
		"layers in a circle",
		{
			layers: [
				inputLayerOf(),
				denseLayer("a", [[["b", 0, 0]]]),
				denseLayer("b", [[["a", 0, 0]]]),
			],
		},
		/"(a|b)" and "(a|b)" depend on each other in a circle/,
	],
	[
		"a layer that depends on itself",
		{ layers: [inputLayerOf(), denseLayer("a", [[["a", 0, 0]]])] },
		/circle/,
	],
	[
		"two layers of one name",
		{
			layers: [
				inputLayerOf(),
				denseLayer("a", [[["in", 0, 0]]]),
				denseLayer("a", []),
			],
		},
		/two layers have the name "a"/,
	],
	[
		"a second output of a layer",
		{ layers: [inputLayerOf(), denseLayer("a", [[["in", 0, 1]]])] },
		/refers to the output of in:1, which none of its layers gives/,
	],
	[
		"an output that is an input",
		{ layers: [inputLayerOf()], output_layers: [["in", 0, 0]] },
		/one of its inputs, unchanged/,
	],
	[
		"an input that is no input layer",
		{
			layers: [denseLayer("a", [])],
			input_layers: [["a", 0, 0]],
		},
		/"a" \(Dense\) .* no InputLayer/,
	],
	[
		"two inputs to a layer that takes one",
		{
			layers: [
				inputLayerOf(),
				denseLayer("a", [
					[
						["in", 0, 0],
						["in", 0, 0],
					],
				]),
			],
		},
		/"a" \(Dense\) .* it has 2 inputs/,
	],
	["a form that is not Keras'", { layers: 7 }, /config.layers/],
];

for (const [title, config, message] of REFUSED) {
	test(`${title} is refused`, () => {
		assert.throws(
			() =>
				convertLayersModel(
					dense4("Functional", {
						input_layers: [["in", 0, 0]],
						output_layers: [["a", 0, 0]],
						...config,
					}),
				),
			(error: Error) =>
				error.name === "UserError" && message.test(error.message),
		);
	});
}

function inputLayerOf() {
	return {
		class_name: "InputLayer",
		config: { name: "in", batch_input_shape: [null, 4] as (number | null)[] },
		inbound_nodes: [],
	};
}

function denseLayer(name: string, inbound_nodes: unknown) {
	return { class_name: "Dense", config: { name, units: 4 }, inbound_nodes };
}

/** A model of dense layers with four units each. */
function dense4(class_name: string, config: object): LayersModel {
	const weights = ["a", "b"].flatMap((name): [string, Weight][] => [
		[`${name}/kernel`, { shape: [4, 4], data: new Float32Array(16) }],
		[`${name}/bias`, { shape: [4], data: new Float32Array(4) }],
	]);
	return {
		source: "model.json",
		topology: { model_config: { class_name, config } },
		weights: new Map(weights),
	};
}

test.run();
