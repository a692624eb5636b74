import type { Tensor4D } from "@tensorflow/tfjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../lib/random.ts";
import { type Tfjs, trainingBackends } from "../../../models/zoo/tfjs.ts";

const backend = trainingBackends().find(({ name }) => name === "tfjs-wasm");
assert.ok(backend);
const tf: Tfjs = await backend.load();

function reals(shape: readonly number[], seed: number): Float32Array {
	const random = seededRandom(seed);
	const length = shape.reduce((a, b) => a * b, 1);
	return Float32Array.from({ length }, () => random() * 2 - 1);
}

/** What `compute` gives on both backends, and the largest difference between them. */
async function compareBackends(
	compute: () => Float32Array,
): Promise<{ difference: number; largest: number }> {
	await tf.setBackend("wasm");
	const actual = tf.tidy(compute);
	await tf.setBackend("cpu");
	const expected = tf.tidy(compute);
	assert.is(actual.length, expected.length);
	let difference = 0;
	let largest = 0;
	expected.forEach((value, i) => {
		difference = Math.max(difference, Math.abs(value - (actual[i] as number)));
		largest = Math.max(largest, Math.abs(value));
	});
	return { difference, largest };
}

type Convolution = {
	readonly input: [number, number, number, number];
	readonly filter: [number, number, number, number];
	readonly strides: [number, number];
	readonly pad: "same" | "valid" | number;
};

const CONVOLUTIONS: readonly Convolution[] = [
	{ input: [2, 7, 6, 2], filter: [3, 3, 2, 4], strides: [1, 1], pad: "valid" },
	{ input: [3, 6, 7, 2], filter: [3, 2, 2, 3], strides: [1, 1], pad: "same" },
	{ input: [2, 8, 8, 3], filter: [5, 5, 3, 2], strides: [1, 1], pad: "same" },
	{ input: [2, 5, 6, 3], filter: [1, 4, 3, 2], strides: [1, 1], pad: 1 },
	{ input: [1, 6, 6, 2], filter: [1, 1, 2, 3], strides: [1, 1], pad: "valid" },
	{ input: [2, 8, 8, 3], filter: [3, 3, 3, 2], strides: [2, 2], pad: "valid" },
	{ input: [1, 9, 8, 2], filter: [2, 3, 2, 5], strides: [3, 2], pad: "same" },
];

for (const { input, filter, strides, pad } of CONVOLUTIONS) {
	test(`the input gradient on wasm equals the cpu backend's for ${input.join("x")} by ${filter.join("x")}, strides ${strides.join()}, padding ${pad}`, async () => {
		const { difference, largest } = await compareBackends(() => {
			const w = tf.tensor4d(reals(filter, 1), filter);
			const gradient = tf.grad((x) => {
				const y = tf.conv2d(x as Tensor4D, w, strides, pad);
				return y.mul(tf.tensor(reals(y.shape, 2), y.shape)).sum();
			});
			const x = tf.tensor4d(reals(input, 3), input);
			return gradient(x).dataSync<"float32">();
		});
		assert.ok(difference < 1e-4, `largest difference ${difference}`);
		assert.ok(largest > 0.1);
	});
}

for (const [rows, inner, columns] of [
	[20, 500, 450],
	[3, 4, 5],
] as const) {
	for (const [transposeA, transposeB] of [
		[false, false],
		[true, false],
		[false, true],
		[true, true],
	] as const) {
		test(`the product of ${rows} x ${inner} and ${inner} x ${columns} on wasm equals the cpu backend's, transposed ${transposeA}, ${transposeB}`, async () => {
			const left: readonly number[] = transposeA
				? [inner, rows]
				: [rows, inner];
			const right: readonly number[] = transposeB
				? [columns, inner]
				: [inner, columns];
			const { difference, largest } = await compareBackends(() => {
				const a = tf.tensor2d(reals(left, 4), left as [number, number]);
				const b = tf.tensor2d(reals(right, 5), right as [number, number]);
				return tf.matMul(a, b, transposeA, transposeB).dataSync<"float32">();
			});
			assert.ok(difference < 1e-3, `largest difference ${difference}`);
			assert.ok(largest > 0.1);
		});
	}
}

test("the composed gradients leave no tensor and no buffer behind", async () => {
	await tf.setBackend("wasm");
	const step = () =>
		tf.tidy(() => {
			const x = tf.tensor4d(reals([2, 8, 8, 3], 1), [2, 8, 8, 3]);
			const w = tf.tensor4d(reals([5, 5, 3, 2], 2), [5, 5, 3, 2]);
			tf.grad((x) => tf.conv2d(x as Tensor4D, w, 1, "same").sum())(
				x,
			).dataSync();
			const a = tf.tensor2d(reals([500, 20], 3), [500, 20]);
			const b = tf.tensor2d(reals([450, 500], 4), [450, 500]);
			tf.matMul(a, b, true, true).dataSync();
		});
	step();
	const buffers = tf.engine().backend.numDataIds();
	const tensors = tf.memory().numTensors;
	step();
	assert.is(tf.memory().numTensors, tensors);
	assert.is(tf.engine().backend.numDataIds(), buffers);
});

test.run();
