import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Outcome } from "../../plan/outcome.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import type { CellSummary } from "../../reports/cell-summary.ts";
import { summarize } from "../../reports/summary.ts";
import {
	accuracyOutcome,
	latencyOutcome,
	packRaw,
} from "../support/entries.ts";
import { journalOf, type RunShape } from "../support/examples.ts";

const ONE_CELL: SuiteDeclaration = {
	name: "one",
	models: ["net"],
	variants: ["float32"],
	delegates: ["builtin"],
	preset: "smoke",
};

function only(shape: RunShape): CellSummary {
	return summarize(journalOf(ONE_CELL, shape)).cells[0] as CellSummary;
}

test("latency is the median of launch medians with its interval, its minimum and the percentiles it carries", () => {
	const launches = [
		[...Array(63).fill(1), 4],
		[...Array(63).fill(2), 5],
		[...Array(63).fill(3), 6],
	];
	const { latency } = only({
		launches: 3,
		latency: (_, round) =>
			latencyOutcome({ medianMs: 1, samplesMs: launches[round] ?? [] }),
	});
	assert.is(latency?.medianMs, 2);
	assert.equal(latency?.interval, { low: 1, high: 3 });
	assert.equal(
		[latency?.minMs, latency?.p10Ms, latency?.p90Ms, latency?.p99Ms],
		[1, 1, 3, undefined],
	);
	assert.equal([latency?.samples, latency?.launches.length], [192, 3]);
});

test("load and first inference are medians over launches, memory is the largest", () => {
	const { latency } = only({
		launches: 3,
		latency: (_, round) => {
			const outcome = latencyOutcome({ medianMs: 1 + round });
			assert.ok(
				outcome.status === "measured" && outcome.measurement.kind === "latency",
			);
			return {
				status: "measured",
				measurement: {
					...outcome.measurement,
					loadMs: [5, 50, 7][round] ?? 0,
					firstInferenceMs: 3 - round,
					peakMemoryBytes: 100 + round,
				},
			};
		},
	});
	assert.equal(
		[latency?.loadMs, latency?.firstInferenceMs, latency?.peakMemoryBytes],
		[7, 2, 102],
	);
});

test("a launch's samples are thinned to 200 at even ranks, both ends kept", () => {
	const samplesMs = Array.from(
		{ length: 1001 },
		(_, index) => (index + 1) / 1000,
	);
	const thinned = only({
		latency: () => latencyOutcome({ medianMs: 1, samplesMs }),
	}).latency?.launches[0]?.thinnedMs;
	assert.equal(
		[thinned?.length, thinned?.[0], thinned?.at(-1)],
		[200, 0.001, 1.001],
	);
});

test("samples that a hostile journal holds never become a figure", () => {
	const broken = (samples: string, sampleCount: number): Outcome => {
		const outcome = latencyOutcome({ medianMs: 0.1 });
		assert.ok(
			outcome.status === "measured" && outcome.measurement.kind === "latency",
		);
		return {
			status: "measured",
			measurement: { ...outcome.measurement, samples, sampleCount },
		};
	};
	const outcomes = [
		broken("not base64 of a deflated stream", 3),
		broken(packRaw([1e6, Number.NaN]), 2),
		broken(packRaw([1e6, Number.POSITIVE_INFINITY]), 2),
		broken(packRaw([1e6, -5]), 2),
		broken(packRaw([1e6, 1e6]), 64),
		broken(packRaw([]), 0),
		accuracyOutcome({ wrong: [] }),
	];
	for (const outcome of outcomes) {
		const cell = only({ latency: () => outcome });
		assert.equal([cell.status, cell.latency], ["failed", undefined]);
		assert.match(cell.reason ?? "", /journal|measure/);
	}
});

test.run();
