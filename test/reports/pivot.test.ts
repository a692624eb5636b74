import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../lib/errors.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import { pivotTables } from "../../reports/pivot.ts";
import { checkPivots } from "../../reports/pivot-check.ts";
import { summarize } from "../../reports/summary.ts";
import { latencyOutcome, suiteOf } from "../support/entries.ts";
import {
	journalOf,
	likelyLatency,
	MNIST_SUITE,
	type RunShape,
} from "../support/examples.ts";

type Table = NonNullable<SuiteDeclaration["tables"]>[number];

const LATENCY: Table = {
	title: "Latency",
	rows: "threads",
	columns: "variant",
	metrics: ["latencyMs"],
	splitBy: ["delegate"],
};

function tablesOf(
	tables: Table[],
	shape: RunShape = {},
	lang: "en" | "ja" | "ko" = "en",
) {
	return pivotTables(
		summarize(journalOf({ ...MNIST_SUITE, tables }, shape)),
		lang,
	).map((table) =>
		"problem" in table
			? table
			: {
					...table,
					rows: table.rows.map(({ heading, fields }) => [
						heading,
						...fields.map(({ text }) => text),
					]),
				},
	);
}

test("the document's table has its layout, with the published figures beside ours", () => {
	assert.equal(tablesOf(MNIST_SUITE.tables ?? [], {}, "ja"), [
		{
			title: "モデル比較",
			headings: [
				"モデル",
				"精度(accuracy)",
				"公表値",
				"処理時間[ms]",
				"公表値",
				"ファイルサイズ[KB]",
				"公表値",
			],
			rows: [
				["通常モデル", "0.9600", "0.9601", "214", "1941", "84.2", "83.0"],
				[
					"量子化モデル(float16)",
					"0.9600",
					"0.9601",
					"210",
					"1938",
					"43.9",
					"44.0",
				],
			],
		},
	]);
});

test("splitBy makes a table of each value", () => {
	assert.equal(
		tablesOf([LATENCY], {
			latency: (cell) =>
				latencyOutcome({
					medianMs: 1,
					samplesMs: Array(400).fill(
						cell.threads + (cell.variant === "float16" ? 10 : 20),
					),
				}),
		}),
		[
			{
				title: "Latency · delegate builtin · latency [ms]",
				headings: ["threads", "float32", "float16"],
				rows: [
					["1", "21.0", "11.0"],
					["2", "22.0", "12.0"],
				],
			},
			{
				title: "Latency · delegate xnnpack · latency [ms]",
				headings: ["threads", "float32", "float16"],
				rows: [
					["1", "21.0", "11.0"],
					["2", "22.0", "12.0"],
				],
			},
		],
	);
});

test("several figures of several variants name both in their headings", () => {
	const [table] = tablesOf([
		{
			title: "Both",
			rows: "threads",
			columns: "variant",
			metrics: ["loadMs", "peakMemoryBytes"],
			where: { delegate: "builtin" },
		},
	]);
	assert.ok(table && "headings" in table);
	assert.equal(table.headings, [
		"threads",
		"float32 load time [ms]",
		"float32 peak memory [MB]",
		"float16 load time [ms]",
		"float16 peak memory [MB]",
	]);
});

test("a field of a cell without the figure says what became of it", () => {
	const [table] = tablesOf(
		[{ ...LATENCY, splitBy: [], where: { delegate: "xnnpack" } }],
		{
			latency: (cell, round) =>
				cell.threads === 2 && cell.variant === "float16"
					? { status: "timed-out", afterMs: 1000 }
					: likelyLatency(cell, round),
		},
	);
	assert.ok(table && "rows" in table);
	assert.is(table.rows[1]?.[2], "timed-out");
});

test("a figure whose verdict is invalid is marked as not to be trusted, published ones never", () => {
	const summary = summarize(
		journalOf(
			{
				...MNIST_SUITE,
				tables: [
					{
						title: "t",
						rows: "variant",
						columns: "metric",
						metrics: ["latencyMs", "sizeBytes"],
						where: { delegate: "builtin", threads: 1 },
					},
				],
			},
			{ launches: 1 },
		),
	);
	const [table] = pivotTables(summary, "en");
	assert.ok(table && "rows" in table);
	assert.equal(
		table.rows[0]?.fields.map(({ trusted, published }) => [trusted, published]),
		[
			[false, false],
			[true, false],
			[true, true],
		],
	);
});

test("sizes belong to files, so that delegates and threads need not be fixed", () => {
	assert.equal(
		tablesOf([
			{
				title: "Sizes",
				rows: "model",
				columns: "variant",
				metrics: ["sizeBytes"],
			},
		]),
		[
			{
				title: "Sizes · file size [KB]",
				headings: ["model", "float32", "published", "float16", "published"],
				rows: [["mnist-cnn", "84.2", "83.0", "43.9", "44.0"]],
			},
		],
	);
});

test("the published figure that names the most axes is the one beside a cell", () => {
	const published = {
		source: "a paper",
		figures: [
			{ cells: {}, values: { latencyMs: 1 } },
			{
				cells: { variant: "float16" as const, threads: 2 },
				values: { latencyMs: 3 },
			},
			{ cells: { variant: "float16" as const }, values: { latencyMs: 2 } },
		],
	};
	const table: Table = {
		...LATENCY,
		splitBy: [],
		where: { delegate: "xnnpack" },
	};
	const [filled] = pivotTables(
		summarize(journalOf({ ...MNIST_SUITE, tables: [table], published })),
		"en",
	);
	assert.ok(filled && "rows" in filled);
	assert.equal(
		filled.rows.map(({ fields }) =>
			fields.filter(({ published }) => published).map(({ text }) => text),
		),
		[
			["1.00", "2.00"],
			["1.00", "3.00"],
		],
	);
});

test("a table in which several cells fall into one field is refused, with the axis and the way out", () => {
	const suite = suiteOf({
		...MNIST_SUITE,
		tables: [{ ...LATENCY, splitBy: [] }],
	});
	assert.throws(
		() => checkPivots(suite),
		(error: unknown) =>
			error instanceof UserError &&
			error.message ===
				'The suite mnist-fp16 declares tables or charts that cannot be drawn:\n  tables[0] ("Latency"): 2 values of delegate (builtin, xnnpack) fall into each field; fix one with where: { delegate: "builtin" }, or add "delegate" to splitBy.',
	);
});

test("a table that speaks of no cell, or names an axis twice, is refused", () => {
	const check = (table: Table) => () =>
		checkPivots(suiteOf({ ...MNIST_SUITE, tables: [table] }));
	assert.throws(
		check({ ...LATENCY, where: { threads: 64 } }),
		/no cell of the suite is as its "where" says, {"threads":64}/,
	);
	assert.throws(
		check({ ...LATENCY, splitBy: ["threads", "delegate"] }),
		/the axis threads stands in rows, columns or splitBy more than once/,
	);
});

test("an old journal with such a table still gives a report, which says what is wrong", () => {
	const [table] = tablesOf([{ ...LATENCY, splitBy: [] }]);
	assert.ok(table && "problem" in table);
	assert.match(table.problem, /2 values of delegate/);
});

test("the tables of a suite that are fine pass the check", () => {
	checkPivots(suiteOf(MNIST_SUITE));
});

test.run();
