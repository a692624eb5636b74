import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Entry } from "../../../history/entry.ts";
import { UserError } from "../../../lib/errors.ts";
import type { SuiteDeclaration } from "../../../plan/suite.ts";
import { chartProblems, chartsOf } from "../../../reports/charts/all.ts";
import type { Chart } from "../../../reports/charts/chart.ts";
import type { Mark } from "../../../reports/charts/marks.ts";
import { toMarkdown } from "../../../reports/markdown.ts";
import { loadPainter } from "../../../reports/pictures.ts";
import { checkPivots } from "../../../reports/pivot-check.ts";
import { summarize } from "../../../reports/summary.ts";
import { amdahlLatency, BOARD_SUITE } from "../../support/boards.ts";
import { valuesOf } from "../../support/charts.ts";
import { suiteOf } from "../../support/entries.ts";
import {
	journalOf,
	likelyLatency,
	MNIST_SUITE,
	type RunShape,
} from "../../support/examples.ts";

type Declaration = NonNullable<SuiteDeclaration["charts"]>[number];

const painter = await loadPainter();

const SIZES: Declaration = {
	title: { en: "Sizes", ja: "サイズ", ko: "크기" },
	kind: "bar",
	x: "variant",
	metric: "sizeBytes",
};

const LATENCY: Declaration = {
	title: "Latency",
	kind: "line",
	x: "threads",
	series: "variant",
	metric: "latencyMs",
	splitBy: ["device"],
};

const journal = (
	charts: Declaration[],
	suite: SuiteDeclaration = MNIST_SUITE,
	shape: RunShape = {},
): readonly Entry[] => journalOf({ ...suite, tables: [], charts }, shape);

const declared = (entries: readonly Entry[], lang: "en" | "ja" = "en") =>
	chartsOf(summarize(entries), lang).filter(({ name }) =>
		name.startsWith("declared-"),
	);

const marksOf = (chart: Chart | undefined) => valuesOf<Mark>(chart);

const boards = (charts: Declaration[], shape: RunShape = {}) =>
	declared(journal(charts, BOARD_SUITE, { latency: amdahlLatency, ...shape }));

test("a bar chart of sizes has one bar for each file, the published one beside it, in the unit of the axis", () => {
	const [chart] = declared(journal([SIZES]));
	assert.is(chart?.name, "declared-1");
	assert.is(chart?.title, "Sizes");
	assert.equal(
		marksOf(chart).map(({ x, value, text, origin }) => [
			x,
			value,
			text,
			origin,
		]),
		[
			["float32", 84.18, "84.2", "ours"],
			["float32", 83, "83.0", "published"],
			["float16", 43.912, "43.9", "ours"],
			["float16", 44, "44.0", "published"],
		],
	);
});

test("splitBy makes a chart of each value, a device that only published figures know among them", () => {
	const charts = boards([LATENCY]);
	assert.equal(
		charts.map(({ name, title }) => [name, title]),
		[
			["declared-1-1", "Latency · device local"],
			["declared-1-2", "Latency · device board"],
		],
	);
	assert.equal(
		marksOf(charts[1]).map(({ x, value, series, published }) => [
			x,
			value,
			series,
			published,
		]),
		[
			[1, 40, "float32", true],
			[2, 25, "float32", true],
			[4, 20, "float32", true],
		],
	);
});

test("the published device is drawn when nothing at all was measured", () => {
	const charts = boards([LATENCY], { latency: () => undefined });
	assert.equal(
		charts.map(({ title }) => title),
		["Latency · device board"],
	);
});

test("a device that only published figures know stays out of a chart that shows no devices", () => {
	const [chart, ...others] = boards([{ ...LATENCY, splitBy: [] }]);
	assert.equal(others, []);
	assert.ok(marksOf(chart).every(({ published }) => !published));
});

test("panels make a panel of each value in one chart", () => {
	const [chart, ...others] = boards([
		{ ...LATENCY, splitBy: [], panels: ["device"] },
	]);
	assert.equal(others, []);
	assert.equal(
		[...new Set(marksOf(chart).map(({ panel }) => panel))],
		["local", "board"],
	);
});

test("speed-up is drawn against one thread, for ours as for published latencies", () => {
	const charts = boards([{ ...LATENCY, metric: "speedUp" }]);
	const of = (chart: Chart | undefined, variant: string) =>
		marksOf(chart)
			.filter(({ series }) => series === variant)
			.map(({ x, text }) => [x, text]);
	const quarterSerial = [
		[1, "1.00"],
		[2, "1.60"],
		[4, "2.29"],
	];
	assert.equal(of(charts[0], "float32"), quarterSerial);
	assert.equal(of(charts[0], "float16"), quarterSerial);
	assert.equal(of(charts[1], "float32"), [
		[1, "1.00"],
		[2, "1.60"],
		[4, "2.00"],
	]);
});

test("without a latency with one thread there is no speed-up to draw, and the report says so", () => {
	const entries = journal(
		[{ ...LATENCY, metric: "speedUp", splitBy: [] }],
		{ ...MNIST_SUITE, delegates: ["builtin"] },
		{
			latency: (cell, round) =>
				cell.threads === 1
					? { status: "timed-out", afterMs: 1000 }
					: likelyLatency(cell, round),
		},
	);
	const summary = summarize(entries);
	assert.equal(declared(entries), []);
	assert.equal(chartProblems(summary, "en"), [
		{
			title: "Latency",
			problem: "no cell has such a figure, and none was published",
		},
	]);
	assert.match(
		toMarkdown(summary, { lang: "en", charts: [] }),
		/> Latency: This chart cannot be drawn: no cell has such a figure/,
	);
});

test("an untrusted figure is drawn hollow and named below the title, a missing one counted with what became of it", async () => {
	const [chart] = declared(
		journal(
			[{ ...LATENCY, splitBy: ["delegate"] }],
			{ ...MNIST_SUITE, delegates: ["builtin"] },
			{
				latency: (cell, round) => {
					if (cell.variant === "float16" && cell.threads === 2) {
						return {
							status: "crashed",
							signal: "SIGSEGV",
							exitCode: null,
							detail: "",
						};
					}
					return cell.variant === "float32" || round === 0
						? likelyLatency(cell, round)
						: undefined;
				},
			},
		),
	);
	assert.ok(chart);
	assert.equal(
		marksOf(chart).map(({ cell, trusted }) => [cell, trusted]),
		[
			["mnist-cnn/float32/builtin-t1@local", true],
			["mnist-cnn/float32/builtin-t2@local", true],
			["mnist-cnn/float16/builtin-t1@local", false],
		],
	);
	const svg = await painter.toSvg(chart, "paper");
	assert.match(svg, /hollow: not to be trusted/);
	assert.match(svg, /without a figure: 1 \(crashed 1\)/);
	assert.is(
		svg.match(
			/aria-roledescription="point"[^>]*d="M[^>]*stroke="#[^>]*opacity="1"\/>/g,
		)?.length,
		1,
	);
});

test("published figures look different and have an entry of their own in the legend", async () => {
	const charts = [
		...declared(journal([SIZES])),
		...boards([{ ...LATENCY, splitBy: [], panels: ["device"] }]),
	];
	for (const chart of charts) {
		const svg = await painter.toSvg(chart, "paper");
		assert.match(svg, /role-legend-label.*>ours<.*>published</);
		assert.match(svg, /stroke-dasharray/);
	}
	const [alone] = declared(
		journal([SIZES], { ...MNIST_SUITE, published: undefined as never }),
	);
	assert.ok(alone);
	assert.not.match(await painter.toSvg(alone, "paper"), />published</);
});

test("a chart is drawn in the language of the report, its variants by their titles", async () => {
	const [chart] = declared(journal([SIZES]), "ja");
	assert.ok(chart);
	assert.is(chart.title, "サイズ");
	assert.match(await painter.toSvg(chart, "paper"), /通常モデル/);
});

const check = (chart: Declaration) => () =>
	checkPivots(suiteOf({ ...MNIST_SUITE, tables: [], charts: [chart] }));

test("a chart in which several cells fall into one mark is refused, with the axis and the way out", () => {
	assert.throws(
		check({ ...LATENCY, splitBy: [] }),
		(error: unknown) =>
			error instanceof UserError &&
			error.message ===
				'The suite mnist-fp16 declares tables or charts that cannot be drawn:\n  charts[0] ("Latency"): 2 values of delegate (builtin, xnnpack) fall into each mark; fix one with where: { delegate: "builtin" }, or add "delegate" to splitBy.',
	);
});

test("a line over an axis without numbers, an axis named twice and a chart of no cell are refused", () => {
	assert.throws(
		check({ ...LATENCY, x: "variant", series: "threads" }),
		/charts\[0\] \("Latency"\): a line needs an axis of numbers, and variant is none; set x to "threads", or kind to "bar"\./,
	);
	assert.throws(
		check({ ...LATENCY, panels: ["variant"] }),
		/the axis variant stands in x, series, panels or splitBy more than once/,
	);
	assert.throws(
		check({ ...LATENCY, where: { threads: 64 } }),
		/no cell of the suite is as its "where" says, {"threads":64}/,
	);
});

test("a speed-up in a suite that never uses one thread is refused", () => {
	assert.throws(
		() =>
			checkPivots(
				suiteOf({
					...MNIST_SUITE,
					threads: [2, 4],
					tables: [],
					charts: [{ ...LATENCY, metric: "speedUp", splitBy: ["delegate"] }],
				}),
			),
		/speedUp holds a cell against the same cell with one thread, and the suite's threads \(2, 4\) leave that out; add 1 to threads\./,
	);
});

test("an old journal with such a chart still gives a report, which says what is wrong", () => {
	const [problem] = chartProblems(
		summarize(journal([{ ...LATENCY, splitBy: [] }])),
		"en",
	);
	assert.match(problem?.problem ?? "", /2 values of delegate/);
});

test("a suite that declares latency over threads has no second chart of it", () => {
	const names = (charts: Declaration[]) =>
		chartsOf(summarize(journal(charts)), "en").map(({ name }) => name);
	assert.ok(names([]).includes("threads"));
	assert.not.ok(
		names([{ ...LATENCY, splitBy: ["delegate"] }]).includes("threads"),
	);
});

test.run();
