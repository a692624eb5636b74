import { test } from "uvu";
import * as assert from "uvu/assert";
import { chartsOf } from "../../../reports/charts/all.ts";
import { withFits } from "../../../reports/charts/amdahl.ts";
import type { Mark } from "../../../reports/charts/marks.ts";
import { loadPainter } from "../../../reports/pictures.ts";
import { summarize } from "../../../reports/summary.ts";
import { amdahlLatency, BOARD_SUITE } from "../../support/boards.ts";
import { valuesOf } from "../../support/charts.ts";
import { journalOf } from "../../support/examples.ts";

const mark = (threads: number, value: number): Mark => ({
	order: 0,
	cell: `net/float32/builtin-t${threads}@local`,
	x: threads,
	series: "float32",
	slot: "float32 0",
	panel: "net",
	value,
	text: "",
	origin: "ours",
	published: false,
	trusted: true,
	verdict: "valid",
});

const rounded = (marks: readonly Mark[]) =>
	marks.map(({ fitted, serialFraction }) => [
		fitted?.toFixed(6),
		serialFraction,
	]);

test("speed-ups that follow Amdahl's law are fitted by themselves, in speed-up as in efficiency", () => {
	const speedUp = (n: number) => 1 / (0.2 + 0.8 / n);
	const counts = [1, 2, 4];
	assert.equal(
		rounded(
			withFits(
				counts.map((n) => mark(n, speedUp(n))),
				"speedUp",
			),
		),
		counts.map((n) => [speedUp(n).toFixed(6), "0.200"]),
	);
	assert.equal(
		rounded(
			withFits(
				counts.map((n) => mark(n, speedUp(n) / n)),
				"parallelEfficiency",
			),
		),
		counts.map((n) => [(speedUp(n) / n).toFixed(6), "0.200"]),
	);
});

test("two thread counts, and figures that are no speed-up, have no fit", () => {
	const two = [mark(1, 1), mark(2, 1.5)];
	assert.equal(withFits(two, "speedUp"), two);
	const three = [mark(1, 9), mark(2, 5), mark(4, 3)];
	assert.equal(withFits(three, "latencyMs"), three);
});

test("each line is fitted for itself", () => {
	const slow = [1, 2, 4].map((n) => ({ ...mark(n, 1), slot: "int8 0" }));
	const ideal = [1, 2, 4].map((n) => mark(n, n));
	assert.equal(
		withFits([...slow, ...ideal], "speedUp").map(
			({ serialFraction }) => serialFraction,
		),
		["1.00", "1.00", "1.00", "0", "0", "0"],
	);
});

test("where the law leaves no time for the threads, no line is drawn", () => {
	const superlinear = [mark(1, 1), mark(2, 20), mark(16, 400)];
	const fits = withFits(superlinear, "speedUp");
	assert.is(fits[2]?.fitted, undefined);
	assert.match(fits[2]?.serialFraction ?? "", /^-/);
});

test("a chart of speed-up says what its thin lines are", async () => {
	const [chart] = chartsOf(
		summarize(
			journalOf(
				{
					...BOARD_SUITE,
					charts: [
						{
							title: "Speed-up",
							kind: "line",
							x: "threads",
							series: "variant",
							metric: "speedUp",
							splitBy: ["device"],
						},
					],
				},
				{ latency: amdahlLatency },
			),
		),
		"en",
	);
	assert.ok(valuesOf<Mark>(chart).every(({ fitted }) => fitted !== undefined));
	assert.ok(chart);
	const svg = await (await loadPainter()).toSvg(chart, "paper");
	assert.match(svg, /thin: Amdahl's law with the serial fraction/);
});

test.run();
