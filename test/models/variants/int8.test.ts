import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	affineQuantization,
	createTable,
	decodeModel,
	encodeModel,
	type Model,
	operatorCode,
	operatorName,
	summarizeModel,
} from "../../../models/tflite/index.ts";
import {
	quantizeInt8,
	toFullInt8,
	toInt8,
} from "../../../models/variants/int8.ts";
import { Refusal } from "../../../models/variants/refusal.ts";
import { verifyModel } from "../../../models/variants/verify/verify.ts";
import {
	type GraphBuilder,
	graphBuilder,
	options,
	type Value,
} from "../../support/graph-builder.ts";
import { observedRanges, openModel } from "../../support/run-model.ts";

const ONE_BY_ONE = options("Conv2DOptions", { strideW: 1, strideH: 1 });

function conv(graph: GraphBuilder, value: Value, filters = 2, gain = 1): Value {
	const depth = value.shape[3] ?? 1;
	const weights = Float32Array.from({ length: filters * depth }, (_, place) =>
		place % 2 === 0 ? gain : -gain / 2,
	);
	return first(
		graph.add({
			operator: "CONV_2D",
			inputs: [
				value,
				graph.constant([filters, 1, 1, depth], weights),
				graph.constant([filters], new Float32Array(filters).fill(0.1)),
			],
			outputs: [[...value.shape.slice(0, 3), filters]],
			options: ONE_BY_ONE,
		}),
	);
}

function unary(
	graph: GraphBuilder,
	operator: "SOFTMAX" | "TANH" | "SIN" | "LOGISTIC" | "RELU" | "SUM",
	value: Value,
): Value {
	const [result] = graph.add({
		operator,
		inputs: [value],
		outputs: [value.shape],
		...(operator === "SOFTMAX" && {
			options: options("SoftmaxOptions", { beta: 1 }),
		}),
	});
	return result as Value;
}

function concat(graph: GraphBuilder, ...values: Value[]): Value {
	const depth = values.reduce((sum, { shape }) => sum + (shape[3] ?? 0), 0);
	return first(
		graph.add({
			operator: "CONCATENATION",
			inputs: values,
			outputs: [[...(values[0]?.shape.slice(0, 3) ?? []), depth]],
			options: options("ConcatenationOptions", { axis: 3 }),
		}),
	);
}

function first(values: readonly Value[]): Value {
	return values[0] as Value;
}

function operatorsOf(model: Model): readonly string[] {
	return (model.subgraphs?.[0]?.operators ?? []).map(
		(operator) =>
			`${operatorName(model, operator)} ${operatorCode(model, operator)?.version}`,
	);
}

function tensor(model: Model, name: string) {
	const found = model.subgraphs?.[0]?.tensors?.find(
		(tensor) => tensor.name === name,
	);
	if (found === undefined) {
		throw new Error(`there is no tensor ${name}`);
	}
	return found;
}

test("int8 keeps the border in floats: names, signature and an open batch", async () => {
	const graph = graphBuilder();
	const output = conv(graph, graph.input([1, 2, 2, 3]));
	const source = graph.model([output], true);
	const model = toInt8(source, await observedRanges(source));
	assert.equal(operatorsOf(model), ["QUANTIZE 1", "CONV_2D 3", "DEQUANTIZE 2"]);
	const [{ inputs, outputs, tensors }] = summarizeModel(model).subgraphs as [
		ReturnType<typeof summarizeModel>["subgraphs"][number],
	];
	const count = tensors.length;
	assert.equal([inputs, outputs], [[count - 2], [count - 1]]);
	assert.equal(
		[tensors[0]?.name, tensors[count - 2]?.name, tensors[count - 1]?.name],
		["value_0_int8", "value_0", "value_3"],
	);
	assert.equal(tensors[count - 2]?.shapeSignature, [-1, 2, 2, 3]);
	assert.equal(summarizeModel(model).signatures[0]?.inputs, [
		{ name: "x0", tensorIndex: count - 2 },
	]);
	assert.is(summarizeModel(model).minRuntimeVersion, "1.14.0");
});

test("full-int8 takes and gives int8 without further operators", async () => {
	const graph = graphBuilder();
	const source = graph.model([conv(graph, graph.input([1, 2, 2, 3]))]);
	const model = toFullInt8(source, await observedRanges(source), "int8");
	assert.equal(operatorsOf(model), ["CONV_2D 3"]);
	assert.is(tensor(model, "value_0_int8").type, "INT8");
});

test("uint8 borders have the scale of the int8 tensors and a zero point 128 higher", async () => {
	const graph = graphBuilder();
	const source = graph.model([conv(graph, graph.input([1, 2, 2, 3]))]);
	const model = toFullInt8(source, await observedRanges(source), "uint8");
	assert.equal(operatorsOf(model), ["QUANTIZE 1", "CONV_2D 3", "QUANTIZE 1"]);
	const inner = affineQuantization(tensor(model, "value_0_int8"));
	const border = affineQuantization(tensor(model, "value_0_uint8"));
	assert.equal(border?.scales, inner?.scales);
	assert.is(border?.zeroPoints[0], (inner?.zeroPoints[0] ?? 0) + 128);
});

test("an operator without an int8 kernel stays in floats, between DEQUANTIZE and QUANTIZE", async () => {
	const graph = graphBuilder();
	const sine = unary(graph, "SIN", conv(graph, graph.input([1, 2, 2, 3])));
	const source = graph.model([conv(graph, sine)]);
	const { model, left } = quantizeInt8(source, {
		ranges: await observedRanges(source),
		io: "int8",
	});
	assert.equal(operatorsOf(model), [
		"CONV_2D 3",
		"DEQUANTIZE 2",
		"SIN 1",
		"QUANTIZE 1",
		"CONV_2D 3",
	]);
	assert.equal(left, [
		{ operator: 1, reason: "no rule is known for SIN in int8" },
	]);
});

test("values that are joined have one scale, which holds them all", async () => {
	const graph = graphBuilder();
	const input = graph.input([1, 2, 2, 3]);
	const [small, large] = [
		conv(graph, input, 2, 0.1),
		conv(graph, input, 2, 10),
	];
	const source = graph.model([concat(graph, small, large)]);
	const model = toFullInt8(source, await observedRanges(source), "int8");
	const scales = [small.index, large.index].map(
		(index) => model.subgraphs?.[0]?.tensors?.[index]?.quantization?.scale,
	);
	assert.equal(scales[0], scales[1]);
	assert.equal(operatorsOf(model).includes("QUANTIZE 1"), false);
	assert.equal(verifyModel(model), []);
});

test("where two fixed scales meet, one is requantized", async () => {
	const graph = graphBuilder();
	const value = conv(graph, graph.input([1, 2, 2, 3]), 4);
	const [soft, bent] = [
		unary(graph, "SOFTMAX", value),
		unary(graph, "TANH", value),
	];
	const source = graph.model([concat(graph, soft, bent)]);
	const model = toFullInt8(source, await observedRanges(source), "int8");
	assert.equal(operatorsOf(model), [
		"CONV_2D 3",
		"SOFTMAX 2",
		"QUANTIZE 1",
		"TANH 2",
		"CONCATENATION 2",
	]);
	assert.equal(verifyModel(model), []);
});

test("a fixed scale does not cut off values that are joined to it", async () => {
	const graph = graphBuilder();
	const value = conv(graph, graph.input([1, 2, 2, 3]), 4, 5);
	const source = graph.model([
		concat(graph, unary(graph, "SOFTMAX", value), value),
	]);
	const model = toFullInt8(source, await observedRanges(source), "int8");
	assert.ok(operatorsOf(model).includes("QUANTIZE 1"));
	const input = [new Float32Array(12).fill(0.5)];
	const [wanted, found] = [openModel(source)(input), openModel(model)(input)];
	for (const [place, value] of (wanted[0] ?? []).entries()) {
		assert.ok(Math.abs(value - (found[0]?.[place] ?? 0)) < 0.1);
	}
});

test("weights that two layers share are copied where their scales differ", async () => {
	const graph = graphBuilder();
	const input = graph.input([1, 2]);
	const weights = graph.constant([2, 2], [1e-8, -1e-8, 1e-8, 0]);
	const dense = (value: Value, bias: number) =>
		first(
			graph.add({
				operator: "FULLY_CONNECTED",
				inputs: [value, weights, graph.constant([2], [bias, bias])],
				outputs: [[1, 2]],
				options: options("FullyConnectedOptions"),
			}),
		);
	const source = graph.model([dense(input, 0), dense(input, 50)]);
	const model = toFullInt8(source, await observedRanges(source), "int8");
	const [one, other] = (model.subgraphs?.[0]?.operators ?? []).map(
		(operator) => operator.inputs?.[1],
	);
	assert.is.not(one, other);
	assert.equal(verifyModel(model), []);
	const outputs = openModel(model)([new Float32Array([1, 1])]);
	assert.ok(Math.abs((outputs[1]?.[0] ?? 0) - 50) < 0.2);
});

test("a convolution without a bias gets one of zeros", async () => {
	const graph = graphBuilder();
	const input = graph.input([1, 2, 2, 1]);
	const output = first(
		graph.add({
			operator: "CONV_2D",
			inputs: [input, graph.constant([1, 1, 1, 1], [2])],
			outputs: [[1, 2, 2, 1]],
			options: ONE_BY_ONE,
		}),
	);
	const source = graph.model([output]);
	const ranges = new Map([
		[input.index, { min: -1, max: 1 }],
		[output.index, { min: -2, max: 2 }],
	]);
	const model = toFullInt8(source, ranges, "int8");
	assert.equal(verifyModel(model), []);
	const [found] = openModel(model)([new Float32Array([1, -1, 0.5, 0])]);
	assert.equal(
		[...(found ?? [])].map((value) => Math.round(value * 10) / 10),
		[2, -2, 1, 0],
	);
});

test("a difference that is always zero stays in floats, where the int8 kernel would abort the process", async () => {
	const graph = graphBuilder();
	const value = conv(graph, graph.input([1, 2, 2, 3]));
	const [zero] = graph.add({
		operator: "SUB",
		inputs: [value, value],
		outputs: [value.shape],
		options: options("SubOptions"),
	});
	const source = graph.model([zero as Value]);
	const { model, left } = quantizeInt8(source, {
		ranges: await observedRanges(source),
		io: "float32",
	});
	assert.equal(
		left.map(({ operator }) => operator),
		[1],
	);
	assert.equal(openModel(model)([new Float32Array(12)])[0]?.[0], 0);
});

test("a multiplication that enlarges takes version 3", async () => {
	const graph = graphBuilder();
	const input = graph.input([1, 4]);
	const [output] = graph.add({
		operator: "MUL",
		inputs: [input, graph.constant([4], [1000, 1000, 1000, 1000])],
		outputs: [[1, 4]],
		options: options("MulOptions"),
	});
	const source = graph.model([output as Value]);
	const ranges = new Map([
		[input.index, { min: -100, max: 100 }],
		[(output as Value).index, { min: -1, max: 1 }],
	]);
	assert.equal(operatorsOf(toFullInt8(source, ranges, "int8")), ["MUL 3"]);
});

test("the int8 file survives being written and read", async () => {
	const graph = graphBuilder();
	const source = graph.model([conv(graph, graph.input([1, 2, 2, 3]))]);
	const model = toInt8(source, await observedRanges(source));
	const bytes = encodeModel(model);
	assert.equal(encodeModel(decodeModel(bytes, "again")), bytes);
});

function refusal(body: () => unknown): string {
	try {
		body();
	} catch (error) {
		assert.instance(error, Refusal);
		return (error as Refusal).message;
	}
	return assert.unreachable("it was not refused") as never;
}

test("a custom operator is refused in full-int8 and left in floats in int8", () => {
	const graph = graphBuilder();
	const value = conv(graph, graph.input([1, 2, 2, 3]));
	const [own] = graph.add({
		operator: "CUSTOM",
		customName: "my-operator",
		inputs: [value],
		outputs: [value.shape],
	});
	const source = graph.model([own as Value]);
	const ranges = new Map([
		[0, { min: -1, max: 1 }],
		[value.index, { min: -2, max: 2 }],
	]);
	assert.match(
		refusal(() => toFullInt8(source, ranges, "int8")),
		/custom operator "my-operator" has no int8 form/,
	);
	assert.equal(operatorsOf(toInt8(source, ranges)), [
		"QUANTIZE 1",
		"CONV_2D 3",
		"DEQUANTIZE 2",
		"my-operator 1",
	]);
});

test("what cannot be made rightly is refused with the reason", async () => {
	const graph = graphBuilder();
	const source = graph.model([conv(graph, graph.input([1, 2, 2, 3]))]);
	const ranges = await observedRanges(source);
	const [only] = source.subgraphs ?? [];
	const withTensor = (change: object): Model => ({
		...source,
		subgraphs: [
			{
				...only,
				tensors: only?.tensors?.map((tensor, index) =>
					index === 1 ? { ...tensor, ...change } : tensor,
				),
			} as NonNullable<typeof only>,
		],
	});
	const two = { ...source, subgraphs: [only, only] } as Model;
	const cases: readonly [Model, RegExp][] = [
		[two, /it has 2 subgraphs/],
		[toInt8(source, ranges), /it is quantized already/],
		[
			withTensor({ sparsity: createTable("SparsityParameters", {}) }),
			/is sparse/,
		],
		[withTensor({ externalBuffer: 3 }), /not well-formed/],
		[withTensor({ shape: [7] }), /not well-formed/],
	];
	for (const [model, reason] of cases) {
		assert.match(
			refusal(() => toInt8(model, ranges)),
			reason,
		);
	}
	assert.match(
		refusal(() => toInt8(source, new Map())),
		/none of its operators can be computed in int8: the calibration has no range of "value_0"/,
	);
});

test.run();
