import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	encodeModel,
	type Model,
	summarizeModel,
} from "../../models/tflite/index.ts";
import { toInt8 } from "../../models/variants/int8.ts";
import type { ComparedModel } from "../../reports/compared-model.ts";
import { diffModels } from "../../reports/model-diff.ts";
import { diffPicture } from "../../reports/model-diff-picture.ts";
import { diffJson, diffText } from "../../reports/model-diff-text.ts";
import { graphBuilder } from "../support/graph-builder.ts";
import { observedRanges } from "../support/run-model.ts";
import { conv, unary } from "../support/small-graphs.ts";

function compared(file: string, model: Model): ComparedModel {
	const { subgraphs, totals } = summarizeModel(model);
	return { file, sizeBytes: encodeModel(model).length, subgraphs, totals };
}

const graph = graphBuilder();
const source = graph.model([
	unary(graph, "SIN", conv(graph, graph.input([1, 2, 2, 3]))),
]);
const before = compared("before.tflite", source);
const after = compared(
	"after.tflite",
	toInt8(source, await observedRanges(source)),
);
const diff = diffModels(before, after);

test("operators are paired in their order, with those that are new between them", () => {
	const [{ operators }] = diff.subgraphs as [(typeof diff.subgraphs)[number]];
	assert.equal(
		operators.map((change) => [
			change.kind,
			(change.kind === "removed" ? change.before : change.after).name,
		]),
		[
			["added", "QUANTIZE"],
			["changed", "CONV_2D"],
			["added", "DEQUANTIZE"],
			["same", "SIN"],
		],
	);
	const [, conv] = operators;
	assert.equal(conv?.kind === "changed" && conv.differences, [
		"version 1 -> 3",
	]);
});

test("tensors are paired by their part in the graph, whatever they are called now", () => {
	const tensors = diff.subgraphs[0]?.tensors ?? [];
	const inner = tensors.find(
		(change) =>
			change.kind === "changed" && change.after.name === "value_0_int8",
	);
	assert.ok(
		inner?.kind === "changed" &&
			inner.differences.includes("type FLOAT32 -> INT8"),
	);
	assert.is(tensors.filter(({ kind }) => kind === "removed").length, 0);
});

test("a model is the same as itself, and all of it is new beside nothing", () => {
	const kinds = (changes: readonly { readonly kind: string }[] = []) => [
		...new Set(changes.map(({ kind }) => kind)),
	];
	const same = diffModels(before, before).subgraphs[0];
	assert.equal(
		[kinds(same?.operators), kinds(same?.tensors)],
		[["same"], ["same"]],
	);
	const empty = { ...before, subgraphs: [] };
	assert.equal(kinds(diffModels(empty, before).subgraphs[0]?.operators), [
		"added",
	]);
	assert.equal(kinds(diffModels(before, empty).subgraphs[0]?.tensors), [
		"removed",
	]);
});

test("the text tells the sizes, counts equal changes and lists each one", () => {
	const text = diffText(diff);
	assert.match(
		text,
		/^- before\.tflite\n\+ after\.tflite\n\nSize: [\d,]+ -> [\d,]+ bytes/,
	);
	assert.match(text, / {2}CONV_2D {2}32 -> 14 bytes \(-56\.3 %\)/);
	assert.match(text, /Operators: 2 added, 0 removed, 1 changed, 1 the same/);
	assert.match(text, / 1 x ~ CONV_2D v1 -> v3/);
	assert.match(text, / {2}\+ {4}0 {2}QUANTIZE v1/);
});

test("names that could command a terminal are shown as text, and as escapes in JSON", () => {
	const evil = "a\u001b[2Jb\u202e<c>&\u0007";
	const graph = before.subgraphs[0] as NonNullable<
		(typeof before.subgraphs)[0]
	>;
	const named = {
		...before,
		file: evil,
		subgraphs: [
			{
				...graph,
				tensors: graph.tensors.map((tensor) => ({ ...tensor, name: evil })),
				operators: graph.operators.map((operator) => ({
					...operator,
					name: evil,
				})),
			},
		],
	};
	const found = diffModels(before, named);
	const picture = diffPicture({
		title: evil,
		diff: found.subgraphs[0] as NonNullable<(typeof found.subgraphs)[0]>,
		before: graph,
		after: named.subgraphs[0] as typeof graph,
	});
	for (const text of [diffText(found), diffJson(found), picture]) {
		assert.not.ok(
			["\u001b", "\u0007", "\u202e"].some((mark) => text.includes(mark)),
		);
	}
	assert.match(picture, /&lt;c&gt;&amp;/);
	assert.equal(JSON.parse(diffJson(found)).after.file, evil);
});

test("the picture has a box for each operator, coloured by what became of it, and a line for each value", () => {
	const [subgraph] = diff.subgraphs;
	const svg = diffPicture({
		title: "before -> after",
		diff: subgraph as NonNullable<typeof subgraph>,
		before: before.subgraphs[0] as NonNullable<(typeof before.subgraphs)[0]>,
		after: after.subgraphs[0] as NonNullable<(typeof after.subgraphs)[0]>,
	});
	assert.equal(
		[...svg.matchAll(/text-anchor="middle"[^>]*>([^<]+)</g)].map(
			([, title]) => title,
		),
		["QUANTIZE v1", "CONV_2D v1 -&gt; v3", "DEQUANTIZE v2", "SIN v1"],
	);
	assert.is([...svg.matchAll(/<path /g)].length, 3);
	assert.match(svg, /<text[^>]*>2 added<\/text>/);
});

test.run();
