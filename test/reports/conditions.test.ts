import { test } from "uvu";
import * as assert from "uvu/assert";
import { LOCAL_PROFILE } from "../../plan/device-profile.ts";
import type { Outcome } from "../../plan/outcome.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import type { CellSummary } from "../../reports/cell-summary.ts";
import { CONDITIONS } from "../../reports/conditions.ts";
import { isTrusted } from "../../reports/metric-values.ts";
import { summarize } from "../../reports/summary.ts";
import {
	artifactEntry,
	deviceEntry,
	ENVIRONMENT,
	FINISHED,
	type LatencyShape,
	latencyOutcome,
	runEntry,
	suiteOf,
	timeAt,
} from "../support/entries.ts";
import { journalOf, type RunShape } from "../support/examples.ts";

const SUITE: SuiteDeclaration = {
	name: "one",
	models: ["net"],
	variants: ["float32"],
	delegates: ["builtin"],
	preset: "smoke",
};

function judge(
	shape: RunShape,
	suite: SuiteDeclaration = SUITE,
): readonly [string, string | undefined] {
	const { verdict, reason } = summarize(journalOf(suite, shape))
		.cells[0] as CellSummary;
	return [verdict, reason];
}

const launchOf =
	(shape: (round: number) => Partial<LatencyShape>) =>
	(_: unknown, round: number) =>
		latencyOutcome({ medianMs: 0.1, seed: round, ...shape(round) });

test("a cell whose launches agree on a quiet machine is valid, without reason or advice", () => {
	const { verdict, reason, advice } = summarize(journalOf(SUITE))
		.cells[0] as CellSummary;
	assert.equal([verdict, reason, advice], ["valid", undefined, undefined]);
});

test("a run of smoke is judged against smoke's numbers, and of full against full's", () => {
	assert.is(judge({})[0], "valid");
	assert.equal(judge({ launches: 2, run: { preset: "full" } }), [
		"invalid: too few launches",
		"2 of 10 launches measured; the samples of a launch sum up to 0.3 s; the preset asks for 10 s",
	]);
});

test("a launch with fewer samples or less time than the preset asks for is not trusted", () => {
	assert.equal(
		judge({ latency: launchOf(() => ({ samplesMs: Array(63).fill(10) })) }),
		[
			"invalid: too few samples",
			"a launch took 63 samples; the preset asks for 64",
		],
	);
	assert.equal(
		judge({ latency: launchOf(() => ({ samplesMs: Array(100).fill(1) })) }),
		[
			"invalid: sampled too briefly",
			"the samples of a launch sum up to 0.1 s; the preset asks for 0.3 s",
		],
	);
});

test("one crashed launch of a cell makes its figure invalid", () => {
	const crash: Outcome = {
		status: "crashed",
		signal: "SIGKILL",
		exitCode: null,
		detail: "",
	};
	const latency: RunShape["latency"] = (_, round) =>
		round === 0 ? crash : latencyOutcome({ medianMs: 0.1 });
	const [verdict, reason] = judge({ latency });
	assert.is(verdict, "invalid: launches lost");
	assert.is(
		reason,
		"1 of 2 launches measured nothing: crashed with SIGKILL; a single launch tells nothing of the spread between launches",
	);
});

test("a launch that was throttled before or after it is not trusted", () => {
	for (const moment of ["before", "after"]) {
		const throttled = { [moment]: { throttled: true } };
		assert.equal(
			judge({ latency: launchOf((round) => (round === 1 ? throttled : {})) }),
			["invalid: throttled", "the processor was throttled in 1 of 2 launches"],
		);
	}
});

test("a load or a governor that spoils nothing is not held against a cell", () => {
	const health = { loadAverage: 9, governor: "powersave", throttled: null };
	assert.is(
		judge({ latency: launchOf(() => ({ before: health, after: health })) })[0],
		"valid",
	);
});

test("launches that lie too far apart are not trusted, and what the machine was doing is named with its figures", () => {
	const latency = launchOf((round) => ({
		medianMs: round === 0 ? 0.1 : 0.15,
		after: {
			loadAverage: round === 0 ? 0.4 : 3.12,
			frequencyMHz: round === 0 ? 2400 : 1600,
			governor: "powersave",
		},
	}));
	const [verdict, reason] = judge({ latency });
	assert.is(verdict, "invalid: spread too wide");
	assert.is(
		reason,
		"the interval over 2 launches, 0.100 to 0.150 ms, is ±20 % of the median; at most ±10 % is trusted; " +
			"others used the machine: its load average reached 3.1 on 2 cores; " +
			"the clock rate was between 1600 and 2400 MHz; the frequency governor is performance, powersave",
	);
});

test("more threads than cores are named as a cause of a wide spread", () => {
	const latency = launchOf((round) => ({ medianMs: 0.1 * (1 + round) }));
	assert.match(
		judge({ latency }, { ...SUITE, threads: [8] })[1] ?? "",
		/; 8 threads share 2 cores$/,
	);
});

test("launches ten percent around their median are still trusted", () => {
	assert.is(
		judge({
			latency: launchOf((round) => ({
				samplesMs: Array(1000).fill(round === 0 ? 0.905 : 1.095),
			})),
		})[0],
		"valid",
	);
	assert.is(
		judge({
			latency: launchOf((round) => ({
				samplesMs: Array(1000).fill(round === 0 ? 0.89 : 1.11),
			})),
		})[0],
		"invalid: spread too wide",
	);
});

test("a median of zero says that the timer is too coarse", () => {
	assert.is(
		judge({
			latency: launchOf(() => ({ samplesMs: [...Array(100).fill(0), 300] })),
		})[0],
		"invalid: below the timer's resolution",
	);
});

test("a file or a machine that changed within a run is told", () => {
	const rebuilt = artifactEntry("net", "float16");
	assert.ok(rebuilt.kind === "artifact");
	const [run, device, built, ...launches] = journalOf(SUITE);
	assert.ok(run && device && built);
	const verdict = (entries: Parameters<typeof summarize>[0]) =>
		summarize(entries).cells[0]?.verdict;
	assert.is(
		verdict([
			run,
			device,
			built,
			{ ...rebuilt, variant: "float32" },
			...launches,
		]),
		"invalid: artifact changed",
	);
	const resumed = { kind: "resumed", at: timeAt(2), tornBytes: 0 } as const;
	const other = deviceEntry("local", {
		environment: { ...ENVIRONMENT, cpuModel: "Another CPU" },
	});
	const summary = summarize([run, device, built, resumed, other, ...launches]);
	assert.is(summary.cells[0]?.verdict, "invalid: machine changed");
	assert.is(
		summary.cells[0]?.reason,
		"the run was continued on another machine: cpuModel: Example CPU @ 2.40GHz, then Another CPU",
	);
});

test("on an emulated device latency is invalid and accuracy is not", () => {
	const cell = summarize(
		journalOf(
			{ ...SUITE, dataset: "mnist" },
			{ device: { profile: { ...LOCAL_PROFILE, emulator: "qemu-aarch64" } } },
		),
	).cells[0];
	assert.equal(
		[cell?.verdict, cell?.accuracyVerdict],
		["invalid: emulated", "valid"],
	);
	assert.match(cell?.reason ?? "", /^qemu-aarch64 emulated the processor/);
});

test("of an emulated device the figures of size and accuracy are trusted, those of time and memory are not", () => {
	const [cell] = summarize(
		journalOf(
			{ ...SUITE, dataset: "mnist" },
			{ device: { profile: { ...LOCAL_PROFILE, emulator: "qemu-aarch64" } } },
		),
	).cells;
	assert.ok(cell);
	const metrics = [
		"sizeBytes",
		"accuracyTop1",
		"latencyMs",
		"datasetMs",
		"peakMemoryBytes",
	] as const;
	assert.equal(
		metrics.map((metric) => isTrusted(cell, metric)),
		[true, true, false, false, false],
	);
});

test("accuracy that was asked for but is missing does not touch the verdict on latency", () => {
	const suite: SuiteDeclaration = { ...SUITE, dataset: "mnist" };
	const cell = summarize(
		journalOf(suite, {
			accuracy: () => ({ status: "failed", error: "the dataset is torn" }),
		}),
	).cells[0];
	assert.equal(
		[cell?.verdict, cell?.accuracyVerdict, cell?.status],
		["valid", "invalid: accuracy missing", "measured"],
	);
	assert.is(
		cell?.reason,
		"the accuracy pass gave nothing: the dataset is torn",
	);
});

test("every condition has a name of its own and an advice of one sentence", () => {
	assert.is(
		new Set(CONDITIONS.map(({ unmet }) => unmet)).size,
		CONDITIONS.length,
	);
	for (const { advice } of CONDITIONS) {
		assert.match(advice, /^[A-Z][^.]*\.$/);
	}
});

test("no condition is invented for a cell without launches", () => {
	const suite = suiteOf(SUITE);
	assert.equal(
		summarize([runEntry(suite), artifactEntry("net", "float32"), FINISHED])
			.cells[0]?.unmet,
		[],
	);
});

test.run();
