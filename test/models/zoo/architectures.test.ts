import { test } from "uvu";
import * as assert from "uvu/assert";
import { convertLayersModel } from "../../../models/convert/convert.ts";
import { encodeModel } from "../../../models/tflite/index.ts";
import type { RandomArchitecture } from "../../../models/zoo/architecture.ts";
import { ARCHITECTURES } from "../../../models/zoo/architectures.ts";
import { randomWeights } from "../../../models/zoo/random-weights.ts";
import { trainingBackends } from "../../../models/zoo/tfjs.ts";
import { operatorNames } from "../convert/operator-names.ts";
import {
	largestDifference,
	runTflite,
	seededReals,
} from "../convert/tfjs-models.ts";

const { densenet121, ...others } = ARCHITECTURES;
const RANDOM = {
	"original-cnn": others["original-cnn"],
	"mobilenet-v2": others["mobilenet-v2"],
	"inception-v3": others["inception-v3"],
	densenet121,
} as const satisfies Record<string, RandomArchitecture>;

/** The counts of Keras' networks, and of the same networks with the documents' head for five flowers. */
const PARAMETERS: readonly [keyof typeof RANDOM, number, number][] = [
	["original-cnn", 5, 25_712_581],
	["mobilenet-v2", 1000, 3_538_984],
	["mobilenet-v2", 5, 2_264_389],
	["inception-v3", 1000, 23_851_784],
	["inception-v3", 5, 21_813_029],
	["densenet121", 1000, 8_062_504],
	["densenet121", 5, 7_042_629],
];

function network(
	name: keyof typeof RANDOM,
	size: { readonly inputSize?: number; readonly classes?: number } = {},
) {
	const architecture: RandomArchitecture = RANDOM[name];
	const { inputSize, classes } = architecture;
	const topology = architecture.topology({ inputSize, classes, ...size });
	const weights = randomWeights(topology, architecture.seed);
	return { source: name, topology, weights };
}

for (const [name, classes, count] of PARAMETERS) {
	test(`${name} with ${classes} classes has ${count} parameters`, () => {
		const { weights } = network(name, { classes });
		const found = [...weights.values()].reduce(
			(sum, { data }) => sum + data.length,
			0,
		);
		assert.is(found, count);
		if (classes === RANDOM[name].classes) {
			assert.is(found, RANDOM[name].parameterCount);
		}
	});
}

const tf = await trainingBackends()
	.find(({ name }) => name === "tfjs-wasm")
	?.load();
assert.ok(tf);

for (const name of Object.keys(RANDOM) as (keyof typeof RANDOM)[]) {
	const layers = network(name);
	const file = encodeModel(convertLayersModel(layers));
	const { inputSize, parameterCount } = RANDOM[name];
	const images = [1, 2].map((seed) => seededReals(3 * inputSize ** 2, seed));

	test(`${name} as a file takes 4 bytes a parameter within 3 %`, () => {
		const ratio = file.length / (4 * parameterCount);
		assert.ok(Math.abs(ratio - 1) < 0.03, `${ratio}`);
	});

	test(`${name} gives in TFLite what it gives in TensorFlow.js, within 1e-4 of the largest value`, async () => {
		const model = await tf.loadLayersModel(
			tf.io.fromMemory({
				modelTopology: layers.topology,
				weightSpecs: [...layers.weights].map(([name, { shape }]) => ({
					name,
					shape: [...shape],
					dtype: "float32",
				})),
				weightData: tf.io.concatenateArrayBuffers(
					[...layers.weights.values()].map(({ data }) =>
						data.buffer.slice(0),
					) as ArrayBuffer[],
				),
			}),
		);
		const image = images[0] as Float32Array;
		const result = tf.tidy(() => {
			const x = tf.tensor(image, [1, inputSize, inputSize, 3]);
			const y = model.predict(x) as ReturnType<typeof tf.tensor>;
			return { shape: y.shape, data: y.dataSync<"float32">() };
		});
		model.dispose();
		const [actual] = runTflite(file, [image]);
		assert.ok(actual);
		const scale = Math.max(...result.data);
		const difference = largestDifference(actual, result) / scale;
		assert.ok(difference <= 1e-4, `${difference}`);
	});

	test(`${name} gives scores that are finite, spread, and depend on the image`, () => {
		const [a, b] = images.map((image) => runTflite(file, [image])[0]);
		assert.ok(a && b);
		assert.ok(a.data.every(Number.isFinite));
		const sorted = [...a.data].sort((x, y) => y - x);
		const top = sorted[0] as number;
		assert.ok(top < 0.99 && top > 1.3 / a.data.length, `${top}`);
		const difference = largestDifference(a, b);
		assert.ok(difference > 0.01 * top, `${difference} of ${top}`);
	});
}

test("mobilenet-v2 has the operators that the document's compiler lists for it", () => {
	const model = convertLayersModel(network("mobilenet-v2", { classes: 5 }));
	const counts = new Map<string, number>();
	for (const name of operatorNames(model)) {
		const operator = name.split(" ")[0] as string;
		counts.set(operator, (counts.get(operator) ?? 0) + 1);
	}
	assert.equal(Object.fromEntries(counts), {
		PAD: 5,
		CONV_2D: 35,
		DEPTHWISE_CONV_2D: 17,
		ADD: 10,
		MEAN: 1,
		FULLY_CONNECTED: 1,
		SOFTMAX: 1,
	});
});

test("batch normalization is folded in inception-v3 throughout, and stays in densenet121 where a concatenation or pooling stands before it", () => {
	const inception = operatorNames(convertLayersModel(network("inception-v3")));
	assert.is(inception.filter((name) => name === "CONV_2D RELU").length, 94);
	assert.not.ok(inception.some((name) => name.startsWith("MUL")));
	const dense = operatorNames(convertLayersModel(network("densenet121")));
	const count = (name: string) =>
		dense.filter((other) => other === name).length;
	// One before each of 58 dense layers, one in each of 3 transitions, one at the top.
	assert.is(count("MUL NONE"), 62);
	assert.is(count("ADD RELU"), 62);
	// One after the stem's convolution and one inside each dense layer.
	assert.is(count("CONV_2D RELU"), 59);
});

for (const [name, inputSize, sides] of [
	["inception-v3", 229, [1, 5, 5, 2048]],
	["inception-v3", 75, [1, 1, 1, 2048]],
	["mobilenet-v2", 225, [1, 8, 8, 1280]],
	["densenet121", 32, [1, 1, 1, 1024]],
	["original-cnn", 7, [1, 2, 2, 64]],
] as const) {
	test(`${name} can be had for images of ${inputSize} x ${inputSize}`, () => {
		const model = convertLayersModel(network(name, { inputSize, classes: 5 }));
		const shapes = model.subgraphs?.[0]?.tensors?.map(({ shape }) =>
			shape?.join(),
		);
		assert.ok(shapes?.includes(sides.join()), `${shapes?.slice(-9)}`);
		const image = seededReals(3 * inputSize ** 2, 1);
		const [output] = runTflite(encodeModel(model), [image]);
		assert.ok(output?.data.every(Number.isFinite));
		assert.is(output?.data.length, 5);
	});
}

test.run();
