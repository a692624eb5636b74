import type { Tensor4D } from "@tensorflow/tfjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../lib/random.ts";
import { type Tfjs, trainingBackends } from "../../../models/zoo/tfjs.ts";

type Case = {
	readonly input: [number, number, number, number];
	readonly filter: [number, number, number, number];
	readonly strides: [number, number];
	readonly pad: "same" | "valid" | number;
};

const CASES: readonly Case[] = [
	{ input: [2, 7, 6, 1], filter: [3, 3, 1, 4], strides: [1, 1], pad: "valid" },
	{ input: [3, 6, 7, 2], filter: [3, 2, 2, 3], strides: [1, 1], pad: "same" },
	{ input: [2, 8, 8, 3], filter: [3, 3, 3, 2], strides: [2, 2], pad: "valid" },
	{ input: [1, 9, 8, 2], filter: [2, 3, 2, 5], strides: [3, 2], pad: "same" },
	{ input: [2, 7, 9, 1], filter: [5, 1, 1, 2], strides: [2, 3], pad: "same" },
	{ input: [2, 5, 5, 2], filter: [1, 1, 2, 3], strides: [2, 2], pad: "valid" },
	{ input: [1, 6, 6, 2], filter: [3, 3, 2, 2], strides: [1, 1], pad: 1 },
	{ input: [4, 3, 3, 2], filter: [3, 3, 2, 1], strides: [1, 1], pad: "valid" },
];

const backend = trainingBackends().find(({ name }) => name === "tfjs-wasm");
assert.ok(backend);
const tf: Tfjs = await backend.load();
const random = seededRandom(20);

function reals(shape: readonly number[]): Float32Array {
	const length = shape.reduce((a, b) => a * b, 1);
	return Float32Array.from({ length }, () => random() * 2 - 1);
}

/** Gradient with respect to the filter of the sum of conv2d(x, filter) * weight, computed by `backendName`. */
async function filterGradient(
	backendName: string,
	{ input, filter, strides, pad }: Case,
	values: { x: Float32Array; w: Float32Array; weight: Float32Array },
): Promise<Float32Array> {
	await tf.setBackend(backendName);
	return tf.tidy(() => {
		const x = tf.tensor4d(values.x, input);
		const gradient = tf.grad((w) => {
			const y = tf.conv2d(x, w as Tensor4D, strides, pad);
			const weight = values.weight.subarray(0, y.size);
			return y.mul(tf.tensor(weight, y.shape)).sum();
		});
		return gradient(tf.tensor4d(values.w, filter)).dataSync<"float32">();
	});
}

for (const example of CASES) {
	const { input, filter, strides, pad } = example;
	test(`the filter gradient on wasm equals the cpu backend's for ${input.join("x")} by ${filter.join("x")}, strides ${strides.join()}, padding ${pad}`, async () => {
		const values = {
			x: reals(input),
			w: reals(filter),
			weight: reals([input[0], 10, 10, filter[3]]),
		};
		const actual = await filterGradient("wasm", example, values);
		const expected = await filterGradient("cpu", example, values);
		assert.is(actual.length, expected.length);
		const error = Math.max(
			...actual.map((value, i) => Math.abs(value - (expected[i] as number))),
		);
		assert.ok(error < 1e-4, `largest difference ${error}`);
		assert.ok(expected.some((value) => Math.abs(value) > 0.1));
	});
}

test("the filter gradient leaves no tensor and no buffer behind", async () => {
	const example = CASES[2] as Case;
	const values = {
		x: reals(example.input),
		w: reals(example.filter),
		weight: reals([2, 10, 10, 2]),
	};
	await filterGradient("wasm", example, values);
	const buffers = tf.engine().backend.numDataIds();
	const tensors = tf.memory().numTensors;
	await filterGradient("wasm", example, values);
	assert.is(tf.memory().numTensors, tensors);
	assert.is(tf.engine().backend.numDataIds(), buffers);
});

test.run();
