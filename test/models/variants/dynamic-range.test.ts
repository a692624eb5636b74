import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../lib/random.ts";
import {
	affineQuantization,
	type Model,
	operatorCode,
	operatorName,
} from "../../../models/tflite/index.ts";
import { toDynamicRange } from "../../../models/variants/dynamic-range.ts";
import { Refusal } from "../../../models/variants/refusal.ts";
import { verifyModel } from "../../../models/variants/verify/verify.ts";
import {
	graphBuilder,
	options,
	type Value,
} from "../../support/graph-builder.ts";
import { openModel, randomInputsOf } from "../../support/run-model.ts";

const random = seededRandom(3);
const noise = (count: number) =>
	Float32Array.from({ length: count }, () => random() - 0.5);

function dense(units: number, depth: number): Model {
	const graph = graphBuilder();
	const input = graph.input([1, depth]);
	const [output] = graph.add({
		operator: "FULLY_CONNECTED",
		inputs: [
			input,
			graph.constant([units, depth], noise(units * depth)),
			graph.constant([units], noise(units)),
		],
		outputs: [[1, units]],
		options: options("FullyConnectedOptions"),
	});
	return graph.model([output as Value]);
}

function operatorsOf(model: Model): readonly string[] {
	return (model.subgraphs?.[0]?.operators ?? []).map(
		(operator) =>
			`${operatorName(model, operator)} ${operatorCode(model, operator)?.version}`,
	);
}

test("weights of 1024 elements become int8, and those of 1023 stay floats", () => {
	const model = toDynamicRange(dense(32, 32));
	assert.equal(operatorsOf(model), ["FULLY_CONNECTED 9"]);
	assert.is(model.subgraphs?.[0]?.tensors?.[1]?.type, "INT8");
	assert.is(model.subgraphs?.[0]?.tensors?.[2]?.type, "FLOAT32");
	assert.throws(
		() => toDynamicRange(dense(33, 31)),
		(error: unknown) => error instanceof Refusal,
	);
});

test("fully connected weights have one scale, and quantize their input asymmetrically", () => {
	const model = toDynamicRange(dense(32, 32));
	const [operator] = model.subgraphs?.[0]?.operators ?? [];
	const [, weights] = model.subgraphs?.[0]?.tensors ?? [];
	assert.is(weights && affineQuantization(weights)?.scales.length, 1);
	assert.is(
		operator?.builtinOptions?.type === "FullyConnectedOptions" &&
			operator.builtinOptions.value.asymmetricQuantizeInputs,
		true,
	);
});

test("an operator without a kernel for int8 weights gets them through DEQUANTIZE, and computes the same", () => {
	const graph = graphBuilder();
	const input = graph.input([1, 4, 4, 16]);
	const [output] = graph.add({
		operator: "TRANSPOSE_CONV",
		inputs: [
			graph.constant([4], Int32Array.of(1, 8, 8, 16)),
			graph.constant([16, 3, 3, 16], noise(16 * 9 * 16)),
			input,
		],
		outputs: [[1, 8, 8, 16]],
		options: options("TransposeConvOptions", {
			padding: "SAME",
			strideW: 2,
			strideH: 2,
		}),
	});
	const source = graph.model([output as Value]);
	const model = toDynamicRange(source);
	assert.equal(operatorsOf(model), ["DEQUANTIZE 5", "TRANSPOSE_CONV 1"]);
	assert.equal(verifyModel(model), []);
	const inputs = randomInputsOf(source, 5);
	const [wanted] = openModel(source)(inputs);
	const [found] = openModel(model)(inputs);
	for (const [place, value] of (wanted ?? []).entries()) {
		assert.ok(Math.abs(value - (found?.[place] ?? 0)) < 0.05);
	}
});

test("weights that something else reads as floats are kept in both forms", () => {
	const graph = graphBuilder();
	const input = graph.input([1, 32]);
	const weights = graph.constant([32, 32], noise(1024));
	const [product] = graph.add({
		operator: "FULLY_CONNECTED",
		inputs: [input, weights, graph.constant([32], noise(32))],
		outputs: [[1, 32]],
		options: options("FullyConnectedOptions"),
	});
	const [sum] = graph.add({
		operator: "ADD",
		inputs: [product as Value, weights],
		outputs: [[32, 32]],
		options: options("AddOptions"),
	});
	const source = graph.model([sum as Value]);
	const model = toDynamicRange(source);
	assert.equal(verifyModel(model), []);
	const types = model.subgraphs?.[0]?.tensors?.map(({ type }) => type) ?? [];
	assert.is(types.filter((type) => type === "INT8").length, 1);
	assert.is(types[weights.index], "FLOAT32");
	const inputs = randomInputsOf(source, 6);
	const [wanted] = openModel(source)(inputs);
	const [found] = openModel(model)(inputs);
	assert.ok(Math.abs((wanted?.[7] ?? 0) - (found?.[7] ?? 9)) < 0.1);
});

test("every subgraph is worked on, since no activations need be observed", () => {
	const source = dense(32, 32);
	const [graph] = source.subgraphs ?? [];
	const two = { ...source, subgraphs: [graph, graph] } as Model;
	const model = toDynamicRange(two);
	const types = model.subgraphs?.map(({ tensors }) => tensors?.[1]?.type);
	assert.equal(types, ["INT8", "INT8"]);
});

test.run();
