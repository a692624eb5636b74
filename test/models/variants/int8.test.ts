import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	affineQuantization,
	decodeModel,
	encodeModel,
	summarizeModel,
} from "../../../models/tflite/index.ts";
import {
	quantizeInt8,
	toFullInt8,
	toInt8,
} from "../../../models/variants/int8.ts";
import { verifyModel } from "../../../models/variants/verify/verify.ts";
import {
	graphBuilder,
	options,
	type Value,
} from "../../support/graph-builder.ts";
import { observedRanges, openModel } from "../../support/run-model.ts";
import {
	conv,
	first,
	ONE_BY_ONE,
	operatorsOf,
	tensor,
	unary,
} from "../../support/small-graphs.ts";

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

test.run();
