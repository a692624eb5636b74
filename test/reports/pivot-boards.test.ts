import { test } from "uvu";
import * as assert from "uvu/assert";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import { pivotTables } from "../../reports/pivot.ts";
import { summarize } from "../../reports/summary.ts";
import { amdahlLatency, BOARD_SUITE } from "../support/boards.ts";
import { journalOf, type RunShape } from "../support/examples.ts";

type Table = NonNullable<SuiteDeclaration["tables"]>[number];

const LATENCY: Table = {
	title: "Latency",
	rows: "threads",
	columns: "variant",
	metrics: ["latencyMs"],
};

const BY_DEVICE: Table = { ...LATENCY, splitBy: ["device"] };

const boardTables = (table: Table, shape: RunShape = {}) =>
	pivotTables(
		summarize(
			journalOf(
				{ ...BOARD_SUITE, tables: [table] },
				{ latency: amdahlLatency, ...shape },
			),
		),
		"en",
	).map((filled) =>
		"rows" in filled
			? {
					title: filled.title,
					headings: filled.headings,
					rows: filled.rows.map(({ heading, fields }) => [
						heading,
						...fields.map(({ text }) => text),
					]),
				}
			: filled,
	);

test("a device that only published figures know has tables of its own, in which nothing is ours", () => {
	const [, board, ...others] = boardTables(BY_DEVICE);
	assert.equal(others, []);
	assert.equal(board, {
		title: "Latency · device board · latency [ms] · published",
		headings: ["threads", "float32"],
		rows: [
			["1", "40.0"],
			["2", "25.0"],
			["4", "20.0"],
		],
	});
});

test("such a device stands in a row of its own where devices go down, and nowhere in tables that show no devices", () => {
	const [table] = boardTables({
		...LATENCY,
		rows: "device",
		splitBy: [],
		where: { threads: 2 },
	});
	assert.equal(table, {
		title: "Latency · latency [ms]",
		headings: ["device", "float32", "published", "float16"],
		rows: [
			["local", "6.28", "–", "12.6"],
			["board", "–", "25.0", "–"],
		],
	});
	const [alone, ...others] = boardTables({ ...LATENCY, splitBy: [] });
	assert.equal(others, []);
	assert.ok(alone && "headings" in alone);
	assert.equal(alone.headings, ["threads", "float32", "float16"]);
});

test("speed-up and efficiency hold each cell against itself with one thread", () => {
	const [ours, board] = boardTables({
		...BY_DEVICE,
		columns: "metric",
		metrics: ["speedUp", "parallelEfficiency"],
		where: { variant: "float32" },
	});
	assert.ok(ours && "rows" in ours && board && "rows" in board);
	assert.equal(ours.rows, [
		["1", "1.00", "1.00"],
		["2", "1.60", "0.800"],
		["4", "2.29", "0.571"],
	]);
	assert.equal(board.rows, [
		["1", "1.00", "1.00"],
		["2", "1.60", "0.800"],
		["4", "2.00", "0.500"],
	]);
});

test("a cell whose one-thread cell failed has a latency but no speed-up", () => {
	const shape: RunShape = {
		latency: (cell, round) =>
			cell.threads === 1
				? { status: "failed", error: "no memory" }
				: amdahlLatency(cell, round),
	};
	const table: Table = {
		...LATENCY,
		columns: "metric",
		splitBy: [],
		metrics: ["latencyMs", "speedUp"],
		where: { variant: "float32" },
	};
	const [filled] = boardTables(table, shape);
	assert.ok(filled && "rows" in filled);
	assert.equal(filled.rows, [
		["1", "failed", "failed"],
		["2", "6.28", "–"],
		["4", "4.40", "–"],
	]);
});

test("a speed-up is not to be trusted where the latency with one thread is not", () => {
	const [filled] = pivotTables(
		summarize(
			journalOf(
				{
					...BOARD_SUITE,
					tables: [
						{
							...LATENCY,
							splitBy: [],
							metrics: ["speedUp"],
							where: { variant: "float32" },
						},
					],
				},
				{
					latency: (cell, round) =>
						cell.threads === 1 && round > 0
							? undefined
							: amdahlLatency(cell, round),
				},
			),
		),
		"en",
	);
	assert.ok(filled && "rows" in filled);
	assert.equal(
		filled.rows.map(({ fields }) => fields.map(({ trusted }) => trusted)),
		[[false], [false], [false]],
	);
});

test.run();
