import { test } from "uvu";
import * as assert from "uvu/assert";
import { createTable, type Model } from "../../../models/tflite/index.ts";
import { toFullInt8, toInt8 } from "../../../models/variants/int8.ts";
import { Refusal } from "../../../models/variants/refusal.ts";
import { graphBuilder, type Value } from "../../support/graph-builder.ts";
import { observedRanges } from "../../support/run-model.ts";
import { conv, operatorsOf } from "../../support/small-graphs.ts";

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
