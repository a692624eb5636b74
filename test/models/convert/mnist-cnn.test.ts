import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../lib/random.ts";
import { convertLayersModel } from "../../../models/convert/convert.ts";
import type { LayersModel } from "../../../models/convert/layers-model.ts";
import {
	decodeModel,
	encodeModel,
	operatorName,
} from "../../../models/tflite/index.ts";
import { mnistCnn } from "../../../models/zoo/mnist-cnn.ts";
import { buildModel } from "../../../models/zoo/trained-model.ts";
import { mutate } from "./mutate.ts";
import {
	largestDifference,
	loadReference,
	runBoth,
	saveAndRead,
} from "./tfjs-models.ts";

const MUTATION_COUNT = 2000;
const MUTATION_SEED = 77;

const tf = await loadReference();
const untrained = await buildModel(tf, mnistCnn, 1);
const layersModel = await saveAndRead(tf, untrained);
const model = convertLayersModel(layersModel);
const graph = model.subgraphs?.[0];

test("the converted network gives the same logits within 1e-5", async () => {
	const { expected, actual } = await runBoth(tf, untrained, 1);
	assert.ok(actual[0] && expected[0]);
	assert.ok(largestDifference(actual[0], expected[0]) <= 1e-5);
});

test("the file takes 82 to 86 KB", () => {
	const sizeBytes = encodeModel(model).length;
	assert.ok(sizeBytes >= 82_000 && sizeBytes <= 86_000, `${sizeBytes} bytes`);
});

test("equal models give equal bytes, and decoding gives the model again", () => {
	const bytes = encodeModel(model);
	assert.equal(encodeModel(convertLayersModel(layersModel)), bytes);
	assert.equal(encodeModel(decodeModel(bytes)), bytes);
});

test("the operators are those of the reference converter, all in version 1", () => {
	assert.equal(
		graph?.operators?.map((operator) => operatorName(model, operator)),
		["RESHAPE", "CONV_2D", "MAX_POOL_2D", "RESHAPE", "FULLY_CONNECTED"],
	);
	assert.ok(model.operatorCodes?.every(({ version }) => version === 1));
	assert.is(model.operatorCodes?.length, 4);
});

test("the batch is open with 1 as its default", () => {
	const computed = graph?.tensors?.filter(
		({ shapeSignature }) => shapeSignature !== undefined,
	);
	assert.equal(
		computed?.map(({ name, shape, shapeSignature }) => [
			name,
			shape,
			shapeSignature,
		]),
		[
			["input", [1, 28, 28], [-1, 28, 28]],
			["reshape", [1, 28, 28, 1], [-1, 28, 28, 1]],
			["conv2d", [1, 26, 26, 12], [-1, 26, 26, 12]],
			["max_pooling2d", [1, 13, 13, 12], [-1, 13, 13, 12]],
			["flatten", [1, 2028], [-1, 2028]],
			["dense", [1, 10], [-1, 10]],
		],
	);
});

test("kernels have the output channel first", () => {
	const shapeOf = (name: string) =>
		graph?.tensors?.find((tensor) => tensor.name === name)?.shape;
	assert.equal(shapeOf("conv2d/kernel"), [12, 3, 3, 1]);
	assert.equal(shapeOf("dense/kernel"), [10, 2028]);
});

test("every tensor has a buffer of its own, never buffer 0, empty unless it is a constant", () => {
	const indices = graph?.tensors?.map(({ buffer }) => buffer) ?? [];
	assert.is(new Set(indices).size, indices.length);
	assert.not.ok(indices.includes(0));
	for (const { buffer, shapeSignature } of graph?.tensors ?? []) {
		assert.is(
			model.buffers?.[buffer]?.data === undefined,
			shapeSignature !== undefined,
		);
	}
	assert.is(model.buffers?.[0]?.data, undefined);
});

test("the metadata names the oldest runtime that will do, in 16 bytes", () => {
	const metadata = model.metadata?.[0];
	assert.is(metadata?.name, "min_runtime_version");
	const bytes = model.buffers?.[metadata?.buffer ?? -1]?.data;
	assert.is(bytes?.length, 16);
	assert.is(new TextDecoder().decode(bytes).replaceAll("\0", ""), "1.5.0");
});

test(`${MUTATION_COUNT} damaged networks (seed ${MUTATION_SEED}) are converted or refused as the user's error`, () => {
	const random = seededRandom(MUTATION_SEED);
	let refused = 0;
	for (let i = 0; i < MUTATION_COUNT; i++) {
		const topology = structuredClone(layersModel.topology);
		mutate(topology, random);
		try {
			convertLayersModel({ ...layersModel, topology });
		} catch (error) {
			assert.is((error as Error).name, "UserError", JSON.stringify(topology));
			refused++;
		}
	}
	assert.ok(refused > MUTATION_COUNT / 4 && refused < MUTATION_COUNT);
});

test("a very long chain of layers is converted", () => {
	const layers = Array.from({ length: 20_000 }, (_, i) => ({
		class_name: "ReLU",
		config: { name: `relu${i}` },
		inbound_nodes: [[[i === 0 ? "in" : `relu${i - 1}`, 0, 0]]],
	}));
	const input = {
		class_name: "InputLayer",
		config: { name: "in", batch_input_shape: [null, 2] },
	};
	const long: LayersModel = {
		source: "long",
		topology: {
			class_name: "Functional",
			config: {
				layers: [input, ...layers],
				input_layers: [["in", 0, 0]],
				output_layers: [["relu19999", 0, 0]],
			},
		},
		weights: new Map(),
	};
	assert.is(convertLayersModel(long).subgraphs?.[0]?.operators?.length, 20_000);
});

test.run();
