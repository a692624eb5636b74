import { test } from "uvu";
import * as assert from "uvu/assert";
import { chartsOf } from "../../reports/charts/all.ts";
import { loadPainter } from "../../reports/pictures.ts";
import { summarize } from "../../reports/summary.ts";
import { valuesOf } from "../support/charts.ts";
import { latencyOutcome, runEntry, suiteOf } from "../support/entries.ts";
import { journalOf, MNIST_SUITE, mixedJournal } from "../support/examples.ts";

const painter = await loadPainter();

const THREE_DELEGATES: ("builtin" | "xnnpack" | "gpu")[] = [
	"builtin",
	"xnnpack",
	"gpu",
];

const chartOf = (name: string, entries = mixedJournal()) =>
	chartsOf(summarize(entries), "en").find((chart) => chart.name === name);

/** How many points of a picture are filled, and how many hollow. */
function points(svg: string) {
	const all =
		svg.match(
			/<path aria-label="[^"]*" role="graphics-symbol" aria-roledescription="point"[^>]*>/g,
		) ?? [];
	const hollow = all.filter((path) => path.includes('stroke="#')).length;
	return { filled: all.length - hollow, hollow };
}

test("a run has charts of latency, threads, sizes, accuracy and samples", () => {
	assert.equal(
		chartsOf(summarize(mixedJournal()), "en").map(({ name }) => name),
		["latency", "threads", "size", "accuracy", "launches"],
	);
});

test("a chart without figures is not drawn", () => {
	assert.equal(chartsOf(summarize([runEntry(suiteOf(MNIST_SUITE))]), "en"), []);
	const oneThread = journalOf({ ...MNIST_SUITE, tables: [], threads: [4] });
	assert.not.ok(
		chartsOf(summarize(oneThread), "en").some(({ name }) => name === "threads"),
	);
});

test("three delegates and more have a chart that compares them, a panel for each thread count", async () => {
	const shape = { ...MNIST_SUITE, tables: [] };
	const two = chartOf("delegates", journalOf(shape));
	assert.is(two, undefined);
	const delegates = THREE_DELEGATES;
	const chart = chartOf("delegates", journalOf({ ...shape, delegates }));
	const values = valuesOf(chart);
	assert.equal([...new Set(values.map(({ delegate }) => delegate))], delegates);
	assert.equal(
		[...new Set(values.map(({ panel }) => panel))],
		["mnist-cnn · t1", "mnist-cnn · t2"],
	);
	assert.ok(chart);
	const { filled, hollow } = points(await painter.toSvg(chart, "paper"));
	assert.is(filled + hollow, values.length);
});

test("the latency chart holds the figures of the summary", () => {
	const summary = summarize(mixedJournal());
	assert.equal(
		valuesOf(chartOf("latency")).map(
			({ cell, latency, low, high, trusted }) => [
				cell,
				latency,
				low,
				high,
				trusted,
			],
		),
		summary.cells.flatMap(({ id, latency, verdict }) =>
			latency === undefined
				? []
				: [
						[
							id,
							latency.medianMs,
							latency.interval?.low,
							latency.interval?.high,
							verdict === "valid",
						],
					],
		),
	);
});

test("a figure that is not to be trusted is drawn hollow, a trusted one filled", async () => {
	const latency = chartOf("latency");
	const threads = chartOf("threads");
	assert.ok(latency && threads);
	assert.equal(points(await painter.toSvg(latency, "paper")), {
		filled: 5,
		hollow: 2,
	});
	assert.equal(points(await painter.toSvg(threads, "paper")), {
		filled: 5,
		hollow: 2,
	});
});

test("the samples of a launch are thinned to what a chart can hold, both ends kept, as multiples of the median", () => {
	const values = valuesOf(chartOf("launches"));
	assert.ok(values.length <= 3000);
	const { latency } = summarize(mixedJournal()).cells[0] ?? {};
	const sorted = latency?.launches[0]?.thinnedMs ?? [];
	const ratios = values
		.filter(
			({ label, launch }) => label === "float32/builtin-t1" && launch === 1,
		)
		.map(({ ratio }) => ratio);
	const ratio = (ms = 0) =>
		Math.round((ms / (latency?.medianMs ?? 0)) * 1000) / 1000;
	assert.equal(
		[ratios[0], ratios.at(-1)],
		[ratio(sorted[0]), ratio(sorted.at(-1))],
	);
});

test("a sample that lasted a thousand medians stands at the edge instead of stretching the axis", () => {
	const entries = journalOf(MNIST_SUITE, {
		latency: () =>
			latencyOutcome({ medianMs: 1, samplesMs: [...Array(400).fill(1), 1000] }),
	});
	const ratios = valuesOf(chartOf("launches", entries)).map(
		({ ratio }) => ratio,
	);
	assert.equal([...new Set(ratios)], [1, 2]);
});

test("durations that differ very much are drawn on a logarithmic axis", () => {
	const entries = journalOf(
		{ ...MNIST_SUITE, tables: [] },
		{
			latency: ({ delegate }) =>
				latencyOutcome({ medianMs: delegate === "builtin" ? 10 : 0.05 }),
		},
	);
	assert.match(
		JSON.stringify(chartOf("latency", entries)?.spec),
		/"scale":\{"type":"log"\}/,
	);
	assert.not.match(JSON.stringify(chartOf("latency")?.spec), /"log"/);
});

test("long names are drawn in full, inside the picture", async () => {
	const model = `net-${"very-long-".repeat(9)}x`;
	const chart = chartOf(
		"size",
		journalOf({ ...MNIST_SUITE, tables: [], models: [model] }),
	);
	assert.ok(chart);
	const svg = await painter.toSvg(chart, "paper");
	assert.ok(svg.includes(`>${model}<`));
	assert.ok(Number(/width="(\d+)"/.exec(svg)?.[1]) > model.length * 6);
});

test("a picture is a PNG that is twice as large as its SVG", async () => {
	const chart = chartOf("size");
	assert.ok(chart);
	const svg = await painter.toSvg(chart, "paper");
	const png = await painter.toPng(svg);
	if (png === undefined) {
		console.log("skipped: this machine has no fonts");
		return;
	}
	assert.is(Buffer.from(png.subarray(1, 4)).toString(), "PNG");
	assert.is(
		Buffer.from(png).readUInt32BE(16),
		Number(/width="(\d+)"/.exec(svg)?.[1]) * 2,
	);
});

test("the same run always gives the same pictures", async () => {
	for (const chart of chartsOf(summarize(mixedJournal()), "en")) {
		assert.is(
			await painter.toSvg(chart, "paper"),
			await painter.toSvg(chart, "paper"),
		);
	}
});

test("of a very large grid the first hundred cells are drawn, and every chart says so", () => {
	const summary = summarize(
		journalOf({
			...MNIST_SUITE,
			models: Array.from({ length: 13 }, (_, index) => `model-${index}`),
			tables: [],
			published: undefined,
		}),
	);
	const charts = chartsOf(summary, "en");
	for (const { name, spec } of charts) {
		assert.match(
			JSON.stringify(spec.title),
			/The first 100 of 104 cells are drawn; the tables have every one\./,
			name,
		);
	}
	const latency = charts.find(({ name }) => name === "latency");
	assert.is(valuesOf(latency).length, 100);
	assert.equal(chartsOf(summarize(mixedJournal()), "en").length, 5);
});

test.run();
