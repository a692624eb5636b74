import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	builtinOperatorCode,
	createTable,
	type Model,
	type Operator,
	type Tensor,
} from "../../../../models/tflite/index.ts";
import { toDynamicRange } from "../../../../models/variants/dynamic-range.ts";
import { toFullInt8, toInt8 } from "../../../../models/variants/int8.ts";
import { verifyModel } from "../../../../models/variants/verify/verify.ts";
import {
	graphBuilder,
	options,
	type Value,
} from "../../../support/graph-builder.ts";
import { observedRanges } from "../../../support/run-model.ts";

/** conv -> max pool -> softmax, 64 channels. */
const graph = graphBuilder();
const input = graph.input([1, 4, 4, 16]);
const [conv] = graph.add({
	operator: "CONV_2D",
	inputs: [
		input,
		graph.constant(
			[64, 1, 1, 16],
			Float32Array.from({ length: 1024 }, (_, i) => Math.sin(i)),
		),
		graph.constant([64], new Float32Array(64).fill(0.5)),
	],
	outputs: [[1, 4, 4, 64]],
	options: options("Conv2DOptions", { strideW: 1, strideH: 1 }),
});
const [pool] = graph.add({
	operator: "MAX_POOL_2D",
	inputs: [conv],
	outputs: [[1, 2, 2, 64]],
	options: options("Pool2DOptions", {
		strideW: 2,
		strideH: 2,
		filterWidth: 2,
		filterHeight: 2,
		padding: "VALID",
	}),
});
const [soft] = graph.add({
	operator: "SOFTMAX",
	inputs: [pool],
	outputs: [[1, 2, 2, 64]],
	options: options("SoftmaxOptions", { beta: 1 }),
});
const source = graph.model([soft as Value]);
const ranges = await observedRanges(source);
const int8 = toFullInt8(source, ranges, "int8");
const hybrid = toDynamicRange(source);
const [WEIGHTS, BIAS, CONV, POOL, SOFT] = [1, 2, 3, 4, 5];

type Damage = {
	readonly tensor?: readonly [number, (tensor: Tensor) => Partial<Tensor>];
	readonly operator?: readonly [
		number,
		(operator: Operator) => Partial<Operator>,
	];
	readonly version?: readonly [number, number];
	readonly data?: readonly [number, (bytes: Uint8Array) => Uint8Array];
};

function damaged(
	model: Model,
	{ tensor, operator, version, data }: Damage,
): Model {
	const [only] = model.subgraphs ?? [];
	const buffer = data && only?.tensors?.[data[0]]?.buffer;
	return {
		...model,
		operatorCodes: model.operatorCodes?.map((code, index) =>
			index === version?.[0] ? { ...code, version: version[1] } : code,
		),
		buffers: model.buffers?.map((one, index) =>
			index === buffer && data
				? { ...one, data: data[1]((one.data ?? new Uint8Array()).slice()) }
				: one,
		),
		subgraphs: [
			{
				...only,
				tensors: only?.tensors?.map((one, index) =>
					index === tensor?.[0] ? { ...one, ...tensor[1](one) } : one,
				),
				operators: only?.operators?.map((one, index) =>
					index === operator?.[0] ? { ...one, ...operator[1](one) } : one,
				),
			} as NonNullable<typeof only>,
		],
	};
}

const scaled =
	(
		scale: readonly number[],
		zeroPoint: readonly bigint[],
		quantizedDimension = 0,
	) =>
	() => ({
		quantization: createTable("QuantizationParameters", {
			scale,
			zeroPoint,
			quantizedDimension,
		}),
	});

const CASES: readonly (readonly [string, string, Model, Damage])[] = [
	[
		"a scale that differs behind a pool",
		"same-scale",
		int8,
		{ tensor: [POOL, scaled([0.5], [0n])] },
	],
	[
		"a softmax output of another scale",
		"fixed-output",
		int8,
		{ tensor: [SOFT, scaled([1 / 255], [-128n])] },
	],
	[
		"weights with scales along the wrong axis",
		"weight-axis",
		int8,
		{ tensor: [WEIGHTS, scaled(Array(16).fill(0.1), Array(16).fill(0n), 3)] },
	],
	[
		"weights with a zero point",
		"weight-values",
		int8,
		{
			tensor: [
				WEIGHTS,
				({ quantization }) => ({
					quantization: {
						...quantization,
						zeroPoint: Array(64).fill(1n),
					} as Tensor["quantization"],
				}),
			],
		},
	],
	[
		"a weight of -128",
		"weight-values",
		int8,
		{ data: [WEIGHTS, (bytes) => bytes.fill(0x80, 0, 1)] },
	],
	[
		"a bias of another scale",
		"bias-scale",
		int8,
		{
			tensor: [
				BIAS,
				({ quantization }) => ({
					quantization: {
						...quantization,
						scale: Array(64).fill(0.5),
					} as Tensor["quantization"],
				}),
			],
		},
	],
	[
		"a bias in floats",
		"bias-type",
		int8,
		{ tensor: [BIAS, () => ({ type: "FLOAT32" })] },
	],
	[
		"a bias near the end of int32",
		"bias-overflow",
		int8,
		{ data: [BIAS, (bytes) => bytes.fill(0x7f, 0, 4)] },
	],
	[
		"a convolution without a bias",
		"bias-missing",
		int8,
		{ operator: [0, ({ inputs }) => ({ inputs: inputs?.slice(0, 2) })] },
	],
	[
		"an activation with two scales",
		"activation-scale",
		int8,
		{ tensor: [CONV, scaled(Array(64).fill(0.1), Array(64).fill(0n), 3)] },
	],
	["a version before int8", "needed-version", int8, { version: [0, 1] }],
	["a version after 2.9.0", "accepted-version", int8, { version: [0, 7] }],
	[
		"floats amid int8",
		"element-types",
		int8,
		{ tensor: [CONV, () => ({ type: "FLOAT32", quantization: undefined })] },
	],
	[
		"uint8 amid int8",
		"legacy-uint8",
		int8,
		{ tensor: [CONV, () => ({ type: "UINT8" })] },
	],
	[
		"a hybrid version that knows no channels",
		"needed-version",
		hybrid,
		{ version: [0, 2] },
	],
	[
		"int8 weights for a hybrid kernel along the wrong axis",
		"weight-axis",
		hybrid,
		{ tensor: [WEIGHTS, scaled(Array(16).fill(0.1), Array(16).fill(0n), 3)] },
	],
	[
		"an int32 bias beside floats",
		"bias-type",
		hybrid,
		{ tensor: [BIAS, () => ({ type: "INT32" })] },
	],
	[
		"float16 weights without DEQUANTIZE",
		"element-types",
		source,
		{ tensor: [WEIGHTS, () => ({ type: "FLOAT16" })] },
	],
];

test("the undamaged models break no rule", () => {
	for (const model of [source, int8, hybrid, toInt8(source, ranges)]) {
		assert.equal(verifyModel(model), []);
	}
});

for (const [what, rule, model, damage] of CASES) {
	test(`${what} breaks the rule ${rule}, and the violation says where`, () => {
		const violations = verifyModel(damaged(model, damage));
		const found = violations.find((violation) => violation.rule === rule);
		assert.ok(found, JSON.stringify(violations));
		assert.match(
			found.operator,
			/^subgraphs\[0\]\.operators\[\d\] [A-Z0-9_]+$/,
		);
	});
}

test("a DEQUANTIZE without a scale breaks the rule conversion", () => {
	const model = toInt8(source, ranges);
	const inner = model.subgraphs?.[0]?.operators?.at(-1)?.inputs?.[0] ?? -1;
	const bare = () => ({ quantization: undefined });
	const violations = verifyModel(damaged(model, { tensor: [inner, bare] }));
	assert.ok(violations.some(({ rule }) => rule === "conversion"));
});

test("fully connected int8 weights with a scale for each channel break the rule weight-axis", async () => {
	const builder = graphBuilder();
	const [dense] = builder.add({
		operator: "FULLY_CONNECTED",
		inputs: [
			builder.input([1, 4]),
			builder.constant([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]),
			builder.constant([2], [0, 0]),
		],
		outputs: [[1, 2]],
		options: options("FullyConnectedOptions"),
	});
	const float = builder.model([dense as Value]);
	const model = toFullInt8(float, await observedRanges(float), "int8");
	const broken = damaged(model, { tensor: [1, scaled([0.1, 0.2], [0n, 0n])] });
	assert.match(
		verifyModel(broken).find(({ rule }) => rule === "weight-axis")?.expected ??
			"",
		/one scale; from more, TensorFlow Lite 2.9.0 computes zeros/,
	);
});

test("a sum in int8 breaks the rule saturation", async () => {
	const builder = graphBuilder();
	const [mean] = builder.add({
		operator: "MEAN",
		inputs: [builder.input([1, 4]), builder.constant([1], Int32Array.of(1))],
		outputs: [[1]],
		options: options("ReducerOptions"),
	});
	const float = builder.model([mean as Value]);
	const model = toFullInt8(float, await observedRanges(float), "int8");
	const sum = { ...model, operatorCodes: [builtinOperatorCode("SUM", 2)] };
	assert.equal(
		verifyModel(sum).map(({ rule }) => rule),
		["saturation"],
	);
});

test.run();
