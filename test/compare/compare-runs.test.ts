import { test } from "uvu";
import * as assert from "uvu/assert";
import { compareRuns } from "../../compare/compare-runs.ts";
import type { Change, ComparedMetric } from "../../compare/comparison.ts";
import type { RecordedRun } from "../../history/recorded-run.ts";
import { accuracyOf, type CellOptions, idOf, runOf } from "./runs.ts";

const SLOWER_MS = [1.1, 1.104, 1.098, 1.106, 1.102];
const LABELS = Array.from({ length: 1000 }, (_, index) => index % 10);

/** The change of one metric between two runs of one cell each. */
function changeOf(
	metric: ComparedMetric,
	before: CellOptions,
	after: CellOptions,
): Change {
	return changeIn(metric, [runOf([before])], runOf([after]));
}

function changeIn(
	metric: ComparedMetric,
	baseline: readonly RecordedRun[],
	current: RecordedRun,
): Change {
	const { changes } = compareRuns({ baseline, current, accepted: [] });
	const change = changes.find((each) => each.metric === metric);
	assert.ok(change, `there is a change of ${metric}`);
	return change;
}

test("another file whose launches take longer is slower, with effect, interval and evidence", () => {
	const change = changeOf(
		"latency",
		{ file: "a" },
		{ file: "b", launchesMs: SLOWER_MS },
	);
	assert.is(change.verdict, "slower");
	assert.is(change.regression, true);
	assert.ok(Math.abs((change.effect ?? 0) - 0.1) < 0.005);
	assert.ok((change.interval?.low ?? 0) > 0.08);
	assert.is(change.evidence?.baseline.artifactSha256, "a");
	assert.is(change.evidence?.current.launches.length, 5);
	assert.match(change.reason, /not measured again/);
});

test("another file whose launches take less time is faster, which is no regression", () => {
	const change = changeOf(
		"latency",
		{ file: "a", launchesMs: SLOWER_MS },
		{ file: "b" },
	);
	assert.is(change.verdict, "faster");
	assert.is(change.regression, false);
});

test("one slower cell among twenty is still told by five launches against five", () => {
	const models = Array.from({ length: 20 }, (_, index) => `model-${index}`);
	const { changes } = compareRuns({
		baseline: [runOf(models.map((model) => ({ model })))],
		current: runOf(
			models.map((model, index) => ({
				model,
				file: "b",
				...(index === 7 && { launchesMs: SLOWER_MS }),
			})),
		),
		accepted: [],
	});
	assert.equal(
		changes.flatMap(({ cell, regression }) => (regression ? [cell] : [])),
		[idOf("model-7")],
	);
});

test("the very same file taking longer is not confirmed: the file is not the cause", () => {
	const change = changeOf("latency", {}, { launchesMs: SLOWER_MS });
	assert.is(change.verdict, "not-confirmed");
	assert.is(change.regression, false);
	assert.match(change.reason, /very same file/);
});

test("one byte more is larger, one byte less is smaller, and nothing else is", () => {
	const verdict = (sizeBytes: number) =>
		changeOf("size", {}, { file: "b", sizeBytes }).verdict;
	assert.equal([1001, 999, 1000].map(verdict), ["larger", "smaller", "same"]);
});

test("accuracy that is lost beyond the paired test is less accurate, won it is more accurate", () => {
	const good = { accuracy: accuracyOf(LABELS, new Set()) };
	const bad = {
		accuracy: accuracyOf(LABELS, new Set([1, 12, 23, 34, 45, 56, 67, 78])),
	};
	assert.is(changeOf("accuracy", good, bad).verdict, "less-accurate");
	assert.is(changeOf("accuracy", bad, good).verdict, "more-accurate");
	assert.is(changeOf("accuracy", bad, bad).verdict, "same");
});

test("a class that is lost is less accurate though other classes win as much", () => {
	const threes = LABELS.flatMap((label, index) => (label === 3 ? [index] : []));
	const others = LABELS.flatMap((label, index) => (label === 3 ? [] : [index]));
	const change = changeOf(
		"accuracy",
		{ accuracy: accuracyOf(LABELS, new Set(others.slice(0, 20))) },
		{ accuracy: accuracyOf(LABELS, new Set(threes.slice(0, 20))) },
	);
	assert.is(change.verdict, "less-accurate");
	assert.match(change.reason, /Class 3/);
});

test("a few samples that change sides are within chance", () => {
	const change = changeOf(
		"accuracy",
		{ accuracy: accuracyOf(LABELS, new Set([1, 2])) },
		{ accuracy: accuracyOf(LABELS, new Set([3, 4, 5])) },
	);
	assert.is(change.verdict, "same");
});

test("accuracy on another dataset is not comparable", () => {
	const accuracy = accuracyOf(LABELS, new Set());
	const change = changeOf(
		"accuracy",
		{ accuracy },
		{ accuracy: { ...accuracy, datasetSha256: "other" } },
	);
	assert.is(change.verdict, "not-comparable");
});

test("memory beyond its threshold and noise is more or less memory", () => {
	const megabytes = (base: number) =>
		[0, 0.3, 0.6, 0.2, 0.5].map((more) => (base + more) * 1e6);
	const before = { peakMemoryBytes: megabytes(100) };
	const after = { file: "b", peakMemoryBytes: megabytes(105) };
	assert.is(changeOf("memory", before, after).verdict, "more-memory");
	assert.is(
		changeOf("memory", { ...after, file: "a" }, { ...before, file: "b" })
			.verdict,
		"less-memory",
	);
	const little = { file: "b", peakMemoryBytes: megabytes(101) };
	assert.is(changeOf("memory", before, little).verdict, "same");
});

test("a cell that can no longer be measured is newly failing, one that can again is fixed", () => {
	const failed = { status: "crashed", reason: "signal SIGSEGV" } as const;
	const change = changeOf("outcome", {}, failed);
	assert.is(change.verdict, "newly-failing");
	assert.is(change.regression, true);
	assert.match(change.reason, /SIGSEGV/);
	assert.is(changeOf("outcome", failed, {}).verdict, "fixed");
	assert.is(changeOf("outcome", failed, failed).verdict, "same");
});

test("cells of one side only are new or gone", () => {
	const { changes } = compareRuns({
		baseline: [runOf([{ model: "old" }])],
		current: runOf([{ model: "young" }]),
		accepted: [],
	});
	assert.equal(
		changes.map(({ cell, verdict }) => [cell, verdict]),
		[
			[idOf("young"), "new"],
			[idOf("old"), "gone"],
		],
	);
});

test("a run that did not come to a cell says nothing of it, on either side", () => {
	const missed = { status: "not-run" } as const;
	assert.is(changeOf("outcome", {}, missed).verdict, "not-comparable");
	assert.is(changeOf("outcome", missed, {}).verdict, "new");
});

test("latency on another machine is not comparable, and what differs is named", () => {
	const before = runOf([{}], { environment: { tflite: "2.9.0" } });
	const after = runOf([{ file: "b", launchesMs: SLOWER_MS }], {
		fingerprint: "g",
		environment: { tflite: "2.10.0" },
	});
	const change = changeIn("latency", [before], after);
	assert.is(change.verdict, "not-comparable");
	assert.match(change.reason, /tflite: 2\.9\.0, then 2\.10\.0/);
	const { deviceChanges } = compareRuns({
		baseline: [before],
		current: after,
		accepted: [],
	});
	assert.equal(deviceChanges, ["local: tflite: 2.9.0, then 2.10.0"]);
});

test("latency measured with another preset is not comparable", () => {
	const change = changeIn(
		"latency",
		[runOf([{}], { preset: "quick" })],
		runOf([{}], { preset: "smoke" }),
	);
	assert.is(change.verdict, "not-comparable");
	assert.match(change.reason, /preset: quick, then smoke/);
});

test("a cell whose launches lie far apart is unstable", () => {
	const wild = [1, 3, 0.5, 2.2, 1.4];
	const change = changeOf(
		"latency",
		{ launchesMs: wild },
		{ file: "b", launchesMs: wild },
	);
	assert.is(change.verdict, "unstable");
});

test("throttled launches count for nothing", () => {
	const change = changeOf(
		"latency",
		{},
		{ file: "b", launchesMs: SLOWER_MS, throttled: true },
	);
	assert.is(change.verdict, "unstable");
	assert.match(change.reason, /throttling/);
});

test("an accepted regression carries its note; what is not a regression carries none", () => {
	const { changes } = compareRuns({
		baseline: [runOf([{}])],
		current: runOf([{ file: "b", sizeBytes: 1001 }]),
		accepted: [{ cell: idOf(), note: "one more operator" }],
	});
	assert.equal(
		changes.map(({ metric, accepted }) => [metric, accepted]),
		[
			["outcome", undefined],
			["size", "one more operator"],
			["latency", undefined],
			["memory", undefined],
		],
	);
});

test.run();
