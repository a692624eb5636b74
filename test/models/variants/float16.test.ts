import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { halfValues } from "../../../lib/half.ts";
import { seededRandom } from "../../../lib/random.ts";
import {
	createTable,
	decodeModel,
	encodeModel,
	type Model,
	operatorCode,
	operatorName,
	validateModel,
} from "../../../models/tflite/index.ts";
import { toFloat16 } from "../../../models/variants/float16.ts";
import { Refusal } from "../../../models/variants/refusal.ts";
import { sharedModel } from "../../support/shared.ts";

const float32Bytes = (values: readonly number[]) =>
	new Uint8Array(Float32Array.from(values).buffer);

const tensor = (name: string, buffer: number) =>
	createTable("Tensor", { name, buffer, shape: [2], type: "FLOAT32" });

/** y = (x + a) + b, and a is an output of the graph as well; b shares its buffer with c, which nothing reads. */
const SUMS: Model = createTable("Model", {
	version: 3,
	operatorCodes: [
		createTable("OperatorCode", { builtinCode: "ADD", version: 1 }),
	],
	subgraphs: [
		createTable("SubGraph", {
			tensors: [
				tensor("x", 1),
				tensor("a", 2),
				tensor("b", 3),
				tensor("c", 3),
				tensor("sum", 4),
				tensor("y", 5),
			],
			inputs: [0],
			outputs: [5, 1],
			operators: [
				createTable("Operator", { inputs: [0, 1], outputs: [4] }),
				createTable("Operator", { inputs: [4, 2], outputs: [5] }),
			],
		}),
	],
	buffers: [
		createTable("Buffer", {}),
		createTable("Buffer", {}),
		createTable("Buffer", { data: float32Bytes([1, 2]) }),
		createTable("Buffer", { data: float32Bytes([0.1, 100_000]) }),
		createTable("Buffer", {}),
		createTable("Buffer", {}),
	],
});

type Interpreter = {
	getInputs(): Tensor[];
	getOutputs(): Tensor[];
	infer(): boolean;
};
type Tensor = { data(): Float32Array };

function outputOf(bytes: Uint8Array, seed: number): Float32Array {
	const { TFLiteNodeModelRunner } = createRequire(import.meta.url)(
		"tfjs-tflite-node",
	) as {
		TFLiteNodeModelRunner: new (
			model: ArrayBuffer,
			options: { threads: number },
		) => Interpreter;
	};
	const runner = new TFLiteNodeModelRunner(new Uint8Array(bytes).buffer, {
		threads: 1,
	});
	const random = seededRandom(seed);
	for (const input of runner.getInputs()) {
		input.data().forEach((_, index, data) => {
			data[index] = random();
		});
	}
	runner.infer();
	return (runner.getOutputs()[0] as Tensor).data().slice();
}

test("a constant becomes half as large, and its reader reads what is dequantized before it", () => {
	const graph = toFloat16(SUMS).subgraphs?.[0];
	const names = graph?.operators?.map((operator) =>
		operatorName(toFloat16(SUMS), operator),
	);
	assert.equal(names, ["ADD", "DEQUANTIZE", "ADD"]);
	const dequantize = graph?.operators?.[1];
	assert.equal(dequantize?.outputs, [2]);
	const half = graph?.tensors?.[dequantize?.inputs?.[0] ?? -1];
	assert.is(half?.type, "FLOAT16");
	assert.is(half?.name, "b");
	assert.is(half?.quantization, undefined);
});

test("DEQUANTIZE has version 3", () => {
	const model = toFloat16(SUMS);
	const dequantize = model.subgraphs?.[0]?.operators?.[1];
	assert.is(dequantize && operatorCode(model, dequantize)?.version, 3);
});

test("values are clamped to the largest half and rounded to the nearest", () => {
	const model = toFloat16(SUMS);
	const half = model.subgraphs?.[0]?.tensors?.find(
		({ type }) => type === "FLOAT16",
	);
	const data = model.buffers?.[half?.buffer ?? 0]?.data ?? new Uint8Array();
	assert.equal(
		[...halfValues(new Uint16Array(data.slice().buffer))],
		[0.0999755859375, 65504],
	);
});

test("a constant that is an output of the graph stays float32", () => {
	assert.is(toFloat16(SUMS).subgraphs?.[0]?.tensors?.[1]?.type, "FLOAT32");
});

test("a buffer stays as it is for a tensor that was not changed", () => {
	const model = toFloat16(SUMS);
	const untouched = model.subgraphs?.[0]?.tensors?.[3];
	assert.equal(
		model.buffers?.[untouched?.buffer ?? 0]?.data,
		float32Bytes([0.1, 100_000]),
	);
});

test("the model that was given is not changed", () => {
	const before = encodeModel(SUMS);
	toFloat16(SUMS);
	assert.equal(encodeModel(SUMS), before);
});

test("the file is valid and loads", () => {
	const model = decodeModel(encodeModel(toFloat16(SUMS)));
	assert.equal(validateModel(model), []);
	assert.is(outputOf(encodeModel(model), 1).length, 2);
});

test("a model without float32 constants is refused", () => {
	assert.throws(
		() => toFloat16(toFloat16({ ...SUMS, subgraphs: [] })),
		(error: unknown) => error instanceof Refusal,
	);
});

for (const name of [
	"pretrainedResnet",
	"ad01_fp32",
	"mnist_lstm_float",
	"hello_world_float",
]) {
	test(`${name} in float16 gives nearly the same outputs from nearly half the bytes (seed 9)`, () => {
		const path = sharedModel(`${name}.tflite`);
		if (path === undefined) {
			console.log(`skipped: ../shared/models/${name}.tflite is absent`);
			return;
		}
		const bytes = new Uint8Array(readFileSync(path));
		const half = encodeModel(toFloat16(decodeModel(bytes)));
		assert.equal(validateModel(decodeModel(half)), []);
		const [expected, found] = [outputOf(bytes, 9), outputOf(half, 9)];
		const scale = Math.max(...expected.map(Math.abs));
		const error = Math.max(
			...found.map((value, index) => Math.abs(value - (expected[index] ?? 0))),
		);
		assert.ok(error <= 0.01 * scale, `error ${error} of ${scale}`);
		const constantBytes = (file: Uint8Array) =>
			(decodeModel(file).buffers ?? []).reduce(
				(sum, { data }) => sum + (data?.length ?? 0),
				0,
			);
		assert.ok(
			constantBytes(half) < 0.52 * constantBytes(bytes) + 600,
			`${constantBytes(half)} of ${constantBytes(bytes)}`,
		);
	});
}

test.run();
