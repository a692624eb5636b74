import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Dataset } from "../../../datasets/dataset.ts";
import { randomInputs, sampleEncoder } from "../../../worker/measure/inputs.ts";
import type {
	ElementType,
	TensorInfo,
} from "../../../worker/runtimes/session.ts";

const VALUES = [0, 0.25, 0.5, 1, -0.3, 2];

/** One sample of six real values, in the shape of a picture of 2 by 3. */
const dataset: Dataset = {
	name: "six",
	version: "1",
	split: "test",
	sha256: "",
	sampleShape: [2, 3],
	sampleCount: 1,
	classCount: 2,
	labels: Int32Array.of(0),
	preprocessing: "x",
	fill: (_, target) => target.set(VALUES),
};

const input = (
	type: ElementType,
	shape: readonly number[] = [1, 2, 3, 1],
): TensorInfo => ({ name: "in", type, shape });

function encode(
	type: ElementType,
	quantization: { scale: number; zeroPoint: number } | null,
	shape?: readonly number[],
) {
	return sampleEncoder(
		{
			infos: [input(type, shape)],
			specs: [{ name: "in", type, quantization }],
		},
		dataset,
	);
}

function encoded(...args: Parameters<typeof encode>): readonly number[] {
	const encoder = encode(...args);
	if (typeof encoder !== "function") {
		throw new Error(encoder.unsupported);
	}
	return [...encoder(0)].map(Number);
}

function reason(...args: Parameters<typeof encode>): string {
	const encoder = encode(...args);
	return typeof encoder === "function" ? "" : encoder.unsupported;
}

test("a float input gets the real values", () => {
	assert.equal(encoded("float32", null), [...Float32Array.from(VALUES)]);
});

test("a quantized input gets round(x / scale) + zero point, halves away from zero, clamped", () => {
	assert.equal(
		encoded("int8", { scale: 0.1, zeroPoint: 2 }),
		[2, 5, 7, 12, -1, 22],
	);
	assert.equal(
		encoded("int8", { scale: 1 / 255, zeroPoint: -128 }),
		[-128, -64, 0, 127, -128, 127],
	);
	assert.equal(
		encoded("uint8", { scale: 0.2, zeroPoint: 0 }),
		[0, 1, 3, 5, 0, 10],
	);
});

test("an integer input without quantization is unsupported and says why", () => {
	assert.match(
		reason("uint8", null),
		/is uint8 and the file does not say how real values are quantized/,
	);
	assert.match(reason("int32", { scale: 1, zeroPoint: 0 }), /is int32/);
});

test("a sample of another size is unsupported, with both shapes", () => {
	assert.is(
		reason("float32", null, [1, 2, 4]),
		'a sample of six has the shape [2,3]; the model\'s input "in" has [1,2,4]',
	);
});

test("a model with two inputs is unsupported", () => {
	const encoder = sampleEncoder(
		{ infos: [input("float32"), input("float32")], specs: [] },
		dataset,
	);
	assert.equal(encoder, {
		unsupported: "the dataset six gives one input; the model has 2",
	});
});

test("random inputs are the same for the same seed and within each type's range", () => {
	const infos = [
		input("float32", [1000]),
		input("uint8", [1000]),
		input("int8", [1000]),
		input("int32", [5]),
		input("int64", [5]),
	];
	const [floats, bytes, signed, integers, longs] = randomInputs(infos, 4);
	assert.equal(randomInputs(infos, 4)[0], floats);
	assert.not.equal(randomInputs(infos, 5)[0], floats);
	assert.ok(floats?.every((value) => Number(value) >= -1 && Number(value) < 1));
	assert.ok(
		new Set(bytes as Uint8Array).size > 200 &&
			Math.min(...(signed as Int8Array)) < -120,
	);
	assert.equal(integers, new Int32Array(5));
	assert.equal(longs, new BigInt64Array(5));
});

test.run();
