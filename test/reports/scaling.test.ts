import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Entry } from "../../history/entry.ts";
import { toJson } from "../../reports/json.ts";
import { toMarkdown } from "../../reports/markdown.ts";
import { scalingsOf, scalingTables } from "../../reports/scaling.ts";
import { summarize } from "../../reports/summary.ts";
import { amdahlLatency, BOARD_MS, BOARD_SUITE } from "../support/boards.ts";
import { journalOf } from "../support/examples.ts";

const JOURNAL = journalOf(BOARD_SUITE, { latency: amdahlLatency });
const scalings = (entries: readonly Entry[]) => scalingsOf(summarize(entries));

test("the serial fraction of a run is fitted over its thread counts, with its interval over launches", () => {
	const [float32] = scalings(JOURNAL);
	assert.ok(float32?.interval);
	assert.ok(Math.abs(float32.serialFraction - 0.25) < 1e-9);
	assert.ok(float32.interval.low <= 0.25 && 0.25 <= float32.interval.high);
	assert.is(float32.trusted, true);
	assert.equal(
		float32.byThreads.map(({ threads }) => threads),
		[2, 4],
	);
});

test("published latencies of a device that was not measured have a serial fraction without an interval", () => {
	const [published, ...others] = scalings(JOURNAL).filter(
		({ published }) => published,
	);
	assert.equal(others, []);
	assert.is(published?.device, "board");
	assert.is(published?.interval, undefined);
	const alone = (threads: number) =>
		((BOARD_MS[threads] ?? 0) / 40 - 1 / threads) / (1 - 1 / threads);
	assert.equal(
		published?.byThreads.map(({ karpFlatt }) => karpFlatt?.toFixed(9)),
		[alone(2).toFixed(9), alone(4).toFixed(9)],
	);
});

test("the published scaling is there when nothing at all was measured", () => {
	const nothing = journalOf(BOARD_SUITE, { latency: () => undefined });
	assert.equal(
		scalings(nothing).map(({ device, published }) => [device, published]),
		[["board", true]],
	);
});

test("without a latency for one thread there is no scaling", () => {
	const entries = journalOf(
		{ ...BOARD_SUITE, threads: [2, 4], published: undefined as never },
		{ latency: amdahlLatency },
	);
	assert.equal(scalings(entries), []);
	assert.equal(scalingTables(summarize(entries), "en"), []);
});

test("two thread counts are no fit, so that the report has no table of it", () => {
	const entries = journalOf(
		{ ...BOARD_SUITE, threads: [1, 2] },
		{ latency: amdahlLatency },
	);
	assert.equal(scalingTables(summarize(entries), "en"), []);
	assert.is(scalings(entries).length, 3);
});

test("a latency that is not to be trusted marks the fraction that was fitted to it", () => {
	const entries = journalOf(BOARD_SUITE, {
		latency: amdahlLatency,
		launches: 1,
	});
	const [table] = scalingTables(summarize(entries), "en");
	assert.equal(
		table?.rows.map(({ heading, fields }) => [
			heading,
			fields.map(({ text, trusted }) => [text, trusted]),
		])[0],
		[
			"mnist-cnn/float32/builtin@local",
			[
				["0.250", false],
				["–", true],
				["0.250", false],
				["0.250", false],
			],
		],
	);
});

test("the order of the journal does not change an interval", () => {
	const [first, ...rest] = JOURNAL;
	assert.ok(first);
	assert.equal(scalings([first, ...rest.toReversed()]), scalings(JOURNAL));
});

test("the report in Markdown and results.json tell the serial fractions", () => {
	const summary = summarize(JOURNAL);
	assert.match(
		toMarkdown(summary, { lang: "en", charts: [] }),
		/\| mnist-cnn\/float32\/builtin@board \(published\) \| 0\.3\d\d \| – \|/,
	);
	const { scaling } = JSON.parse(toJson(summary));
	assert.equal(
		scaling.map((row: Record<string, unknown>) => [
			row.variant,
			row.device,
			row.published,
		]),
		[
			["float32", "local", false],
			["float16", "local", false],
			["float32", "board", true],
		],
	);
});

test.run();
