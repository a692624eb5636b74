import { test } from "uvu";
import * as assert from "uvu/assert";
import { chartsOf } from "../../../reports/charts/all.ts";
import type { Mark } from "../../../reports/charts/marks.ts";
import { summarize } from "../../../reports/summary.ts";
import {
	amdahlLatency,
	BOARD_FIGURES,
	BOARD_SUITE,
} from "../../support/boards.ts";
import { valuesOf } from "../../support/charts.ts";
import { latencyOutcome } from "../../support/entries.ts";
import { journalOf, type RunShape } from "../../support/examples.ts";

const chartsFor = (
	suite = BOARD_SUITE,
	shape: RunShape = { latency: amdahlLatency },
) =>
	chartsOf(summarize(journalOf(suite, shape)), "en").filter(({ name }) =>
		name.startsWith("devices-"),
	);

const marksOf = (chart: ReturnType<typeof chartsFor>[number] | undefined) =>
	valuesOf<Mark>(chart).map(({ cell, text, published, trusted }) => [
		cell,
		text,
		published,
		trusted,
	]);

test("two measured devices are drawn as the ratio of the same cell's latencies", () => {
	const [chart, ...others] = chartsFor(
		{
			...BOARD_SUITE,
			variants: ["float32"],
			threads: [1, 2],
			devices: ["local", "far"],
			published: undefined as never,
		},
		{
			latency: ({ device, threads }) => {
				const ms = (device === "far" ? 12 : 4) / threads;
				return latencyOutcome({
					medianMs: ms,
					samplesMs: Array(400).fill(ms),
				});
			},
		},
	);
	assert.equal(others, []);
	assert.is(chart?.title, "Device against device · far / local");
	assert.equal(marksOf(chart), [
		["mnist-cnn/float32/builtin-t1@far", "3.00", false, true],
		["mnist-cnn/float32/builtin-t2@far", "3.00", false, true],
	]);
});

test("a published device stands against what was measured, as published", () => {
	const [chart] = chartsFor();
	assert.is(chart?.title, "Device against device · board / local");
	assert.equal(marksOf(chart)[0], [
		"mnist-cnn/float32/builtin-t1@board",
		"3.98",
		true,
		true,
	]);
});

test("two published devices stand against each other when nothing was measured", () => {
	const { source, figures } = BOARD_FIGURES;
	const slower = figures.map(({ cells, values }) => ({
		cells: { ...cells, device: "slow-board" },
		values: { latencyMs: (values.latencyMs ?? 0) * 2 },
	}));
	const charts = chartsFor(
		{
			...BOARD_SUITE,
			published: { source, figures: [...figures, ...slower] },
		},
		{ latency: () => undefined },
	);
	assert.equal(
		charts.map(({ name, title }) => [name, title]),
		[["devices-1", "Device against device · slow-board / board"]],
	);
	assert.ok(marksOf(charts[0]).every(([, text]) => text === "2.00"));
});

test("one device alone has no such chart", () => {
	assert.equal(
		chartsFor({ ...BOARD_SUITE, published: undefined as never }),
		[],
	);
});

test.run();
