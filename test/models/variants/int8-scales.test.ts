import { test } from "uvu";
import * as assert from "uvu/assert";
import { toFullInt8 } from "../../../models/variants/int8.ts";
import { verifyModel } from "../../../models/variants/verify/verify.ts";
import { graphBuilder } from "../../support/graph-builder.ts";
import { observedRanges, openModel } from "../../support/run-model.ts";
import {
	concat,
	conv,
	operatorsOf,
	unary,
} from "../../support/small-graphs.ts";

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

test.run();
