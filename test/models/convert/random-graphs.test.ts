import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Random, seededRandom } from "../../../lib/random.ts";
import { convertLayersModel } from "../../../models/convert/convert.ts";
import { mutate } from "./mutate.ts";
import {
	largestDifference,
	loadReference,
	randomizeWeights,
	runBoth,
	saveAndRead,
} from "./tfjs-models.ts";

const MODEL_COUNT = 80;
const SEED = 4711;
const MUTATION_COUNT = 3000;

const tf = await loadReference();
const { layers } = tf;

type Step = (input: SymbolicTensor) => SymbolicTensor;
type Applicable = { apply(input: SymbolicTensor | SymbolicTensor[]): unknown };

const integer = (random: Random, from: number, to: number) =>
	from + Math.floor(random() * (to - from + 1));
const pick = <Value>(random: Random, values: readonly Value[]) =>
	values[integer(random, 0, values.length - 1)] as Value;
const apply = (
	layer: Applicable,
	input: SymbolicTensor | SymbolicTensor[],
): SymbolicTensor => layer.apply(input) as SymbolicTensor;

/** Layers that leave the size of images as it is, so that branches can join. */
function steps(random: Random): Step[] {
	const activation = pick(random, ["linear", "relu", "relu6"] as const);
	const kernelSize = integer(random, 1, 3);
	const useBias = random() < 0.5;
	const padding = "same" as const;
	const filters = 3;
	const options = { kernelSize, padding, activation, useBias };
	return [
		layers.conv2d({ ...options, filters }),
		layers.depthwiseConv2d(options),
		layers.separableConv2d({ ...options, filters }),
		layers.batchNormalization({ scale: random() < 0.5 }),
		layers.reLU(random() < 0.5 ? {} : { maxValue: 6 }),
		layers.leakyReLU({ alpha: 0.1 }),
		layers.averagePooling2d({ poolSize: 3, strides: 1, padding }),
		layers.maxPooling2d({ poolSize: 2, strides: 1, padding }),
		layers.activation({ activation: pick(random, ["sigmoid", "tanh", "elu"]) }),
	].map(
		(layer): Step =>
			(input) =>
				apply(layer, input),
	);
}

/** Branches of random layers from one image, joined one after the other, then pooled and scored. */
function randomGraph(random: Random): LayersModel {
	const input = tf.input({ shape: [7, 6, 3] });
	const values = [input];
	for (let i = integer(random, 2, 7); i > 0; i--) {
		const from = pick(random, values);
		// TensorFlow.js fails on a layer that gets one value twice.
		const others = values.filter((value) => value !== from);
		if (others.length > 0 && random() < 0.35) {
			const merge = pick(random, [
				layers.add(),
				layers.multiply(),
				layers.average(),
				layers.maximum(),
				layers.minimum(),
			]);
			values.push(apply(merge, [from, pick(random, others)]));
		} else {
			values.push(pick(random, steps(random))(from));
		}
	}
	const ends = [
		values.at(-1),
		pick(random, values.slice(0, -1)),
	] as SymbolicTensor[];
	const joined = apply(
		layers.concatenate({ axis: pick(random, [-1, 1, 3]) }),
		ends,
	);
	const framed = apply(
		layers.zeroPadding2d({
			padding: [
				[0, 1],
				[1, 0],
			],
		}),
		joined,
	);
	const pooled = apply(
		random() < 0.5
			? layers.globalAveragePooling2d({})
			: layers.globalMaxPooling2d({}),
		apply(layers.batchNormalization({}), framed),
	);
	const scored = apply(
		layers.dense({ units: 4, activation: "softmax" }),
		pooled,
	);
	return tf.model({ inputs: input, outputs: [scored, pooled] });
}

test(`${MODEL_COUNT} random graphs (seed ${SEED}) give the same in TFLite within 1e-5 of the largest value`, async () => {
	for (let i = 0; i < MODEL_COUNT; i++) {
		const random = seededRandom(SEED + i);
		const model = randomGraph(random);
		randomizeWeights(tf, model, SEED + i);
		const { expected, actual } = await runBoth(tf, model, SEED + i);
		expected.forEach((output, position) => {
			const other = actual[position];
			const scale = Math.max(1, ...output.data.map(Math.abs));
			assert.ok(
				other && largestDifference(other, output) <= 1e-5 * scale,
				`graph ${SEED + i}, output ${position}\n${model.toJSON()}`,
			);
		});
		model.dispose();
	}
});

test(`${MUTATION_COUNT} damaged graphs (seed ${SEED}) with a network inside are converted or refused as the user's error`, async () => {
	const random = seededRandom(SEED);
	const inner = randomGraph(seededRandom(SEED + 1));
	const input = tf.input({ shape: [7, 6, 3] });
	const [scores, pooled] = inner.apply(input) as SymbolicTensor[];
	const outputs = layers
		.concatenate()
		.apply([scores, pooled] as SymbolicTensor[]) as SymbolicTensor;
	const intact = await saveAndRead(tf, tf.model({ inputs: input, outputs }));
	let refused = 0;
	for (let i = 0; i < MUTATION_COUNT; i++) {
		const topology = structuredClone(intact.topology);
		mutate(topology, random);
		try {
			convertLayersModel({ ...intact, topology });
		} catch (error) {
			assert.is((error as Error).name, "UserError", (error as Error).stack);
			refused++;
		}
	}
	assert.ok(refused > MUTATION_COUNT / 4 && refused < MUTATION_COUNT);
});

test.run();
