import type { LayersModel } from "@tensorflow/tfjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Random, seededRandom } from "../../../lib/random.ts";
import { largestDifference, loadReference, runBoth } from "./tfjs-models.ts";

const MODEL_COUNT = 60;
const SEED = 2024;

const tf = await loadReference();
const { layers } = tf;

const integer = (random: Random, from: number, to: number) =>
	from + Math.floor(random() * (to - from + 1));
const pick = <Value>(random: Random, values: readonly Value[]) =>
	values[integer(random, 0, values.length - 1)] as Value;
const pair = (random: Random, to: number): [number, number] => [
	integer(random, 1, to),
	integer(random, 1, to),
];

/** Images through some convolutions, poolings and activations, then flat through dense layers; initial weights are random. */
function randomModel(random: Random): LayersModel {
	const activation = () => pick(random, ["linear", "relu", "relu6"] as const);
	const side = integer(random, 9, 14);
	const model = tf.sequential();
	model.add(layers.inputLayer({ inputShape: [side, side * 2] }));
	model.add(layers.reshape({ targetShape: [side, side, 2] }));
	const steps = [
		() => {
			const isDilated = random() < 0.3;
			return layers.conv2d({
				filters: integer(random, 1, 5),
				kernelSize: pair(random, 3),
				strides: isDilated ? 1 : pair(random, 2),
				dilationRate: isDilated ? pair(random, 2) : 1,
				padding: "same",
				activation: activation(),
				useBias: random() < 0.7,
				kernelInitializer: tf.initializers.glorotUniform({
					seed: integer(random, 1, 1e6),
				}),
				biasInitializer: tf.initializers.randomUniform({
					minval: -1,
					maxval: 1,
					seed: integer(random, 1, 1e6),
				}),
			});
		},
		() =>
			layers.maxPooling2d({
				poolSize: pair(random, 2),
				strides: pair(random, 2),
				padding: pick(random, ["valid", "same"] as const),
			}),
		() =>
			layers.averagePooling2d({
				poolSize: pair(random, 2),
				strides: pair(random, 2),
				padding: pick(random, ["valid", "same"] as const),
			}),
		() => layers.reLU(random() < 0.5 ? {} : { maxValue: 6 }),
		() => layers.dropout({ rate: 0.3 }),
	];
	for (let i = integer(random, 1, 3); i > 0; i--) {
		model.add(pick(random, steps)());
	}
	model.add(layers.flatten());
	for (let i = integer(random, 0, 2); i >= 0; i--) {
		model.add(
			layers.dense({
				units: integer(random, 1, 8),
				activation:
					i === 0 ? pick(random, ["linear", "softmax"] as const) : activation(),
				useBias: random() < 0.7,
				kernelInitializer: tf.initializers.glorotUniform({
					seed: integer(random, 1, 1e6),
				}),
			}),
		);
	}
	return model;
}

test(`${MODEL_COUNT} random models (seed ${SEED}) give the same in TFLite within 1e-5`, async () => {
	for (let i = 0; i < MODEL_COUNT; i++) {
		const random = seededRandom(SEED + i);
		const model = randomModel(random);
		const { expected, actual } = await runBoth(tf, model, SEED + i);
		const [a, b] = [actual[0], expected[0]];
		assert.ok(a && b);
		const difference = largestDifference(a, b);
		assert.ok(
			difference <= 1e-5,
			`model ${SEED + i}: ${difference}\n${model.toJSON()}`,
		);
		model.dispose();
	}
});

test.run();
