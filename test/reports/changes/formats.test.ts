import { test } from "uvu";
import * as assert from "uvu/assert";
import { z } from "zod";
import type { ChangeReport } from "../../../compare/comparison.ts";
import { toActionBenchmark } from "../../../reports/changes/action-benchmark.ts";
import { toBencher } from "../../../reports/changes/bencher.ts";
import { claimsOf } from "../../../reports/changes/claim.ts";
import { currentFigures } from "../../../reports/changes/figures.ts";
import { toChangesJson } from "../../../reports/changes/json.ts";
import { changeOf, reportOf, sideOf } from "../../support/changes.ts";
import { HOSTILE } from "../../support/hostile.ts";
import { madeUpReport } from "../../support/made-up-report.ts";

const REPORT = madeUpReport({ cells: 100, nights: 10 });

function figuresOf(report: ChangeReport) {
	return currentFigures(report.comparison.current, claimsOf(report));
}

// "Bencher Metric Format (BMF) JSON Schema", https://bencher.dev/docs/reference/bencher-metric-format
const bmfSchema = z.record(
	z.string().min(1).max(1024),
	z.record(
		z.string().regex(/^[a-z0-9-]{1,64}$/),
		z.strictObject({
			value: z.number(),
			lower_value: z.number().optional(),
			upper_value: z.number().optional(),
		}),
	),
);

// `BenchmarkResult` of src/extract.ts, https://github.com/benchmark-action/github-action-benchmark
const actionSchema = z.array(
	z.strictObject({
		name: z.string().min(1),
		unit: z.string().min(1),
		value: z.number(),
		range: z.string().optional(),
		extra: z.string().optional(),
	}),
);

const number = z.number().nullable();
const runSchema = z.strictObject({
	run: z.string(),
	suite: z.string(),
	suite_sha256: z.string(),
	at: z.string(),
	finished: z.boolean(),
	preset: z.string(),
	quantgrid_version: z.string(),
	commit: z.strictObject({ sha: z.string(), dirty: z.boolean() }).nullable(),
	devices: z.array(
		z.strictObject({ name: z.string(), fingerprint: z.string() }),
	),
});
const sideSchema = z.strictObject({
	run: z.string(),
	artifact_sha256: z.string().nullable(),
	launches: z.array(z.number()),
});
const evidenceSchema = z
	.strictObject({ baseline: sideSchema, current: sideSchema })
	.nullable();
// docs/change-reports.md, "changes.json"
const changesSchema = z.strictObject({
	format: z.literal(1),
	notes: z.array(z.string()),
	current: runSchema,
	baseline: z.array(runSchema),
	device_changes: z.array(z.string()),
	changes: z.array(
		z.strictObject({
			cell: z.string(),
			metric: z.enum(["latency", "accuracy", "size", "memory", "outcome"]),
			verdict: z.string(),
			group: z.string(),
			regression: z.boolean(),
			accepted: z.string().nullable(),
			baseline: number,
			current: number,
			effect: number,
			effect_low: number,
			effect_high: number,
			p_value: number,
			reason: z.string(),
			evidence: evidenceSchema,
			confirmation: evidenceSchema,
		}),
	),
	trends: z.array(
		z.strictObject({
			cell: z.string(),
			nights: z.int(),
			band: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
			change_points: z.array(
				z.strictObject({
					run: z.string(),
					at: z.string(),
					effect: z.number(),
					p_value: z.number(),
				}),
			),
		}),
	),
});

test("changes.json has the documented shape, with every claim and the launches behind it", () => {
	const { changes, trends } = changesSchema.parse(
		JSON.parse(toChangesJson(REPORT)),
	);
	assert.is(changes.length, 400);
	assert.is(trends.length, 100);
	const slower = changes.find(({ verdict }) => verdict === "slower");
	assert.is(slower?.group, "regressed");
	assert.is(slower?.confirmation?.current.launches.length, 5);
});

test("changes.json is the same for the same report, byte for byte", () => {
	const again = madeUpReport({ cells: 100, nights: 10 });
	assert.is(toChangesJson(REPORT), toChangesJson(again));
});

test("bmf.json has Bencher's shape: nanoseconds and bytes by cell, a latency within its bounds", () => {
	const figures = figuresOf(REPORT);
	const metrics = bmfSchema.parse(JSON.parse(toBencher(figures)));
	const cell = metrics["model-0/float32/builtin-t1@local"];
	assert.equal(Object.keys(cell ?? {}), [
		"latency",
		"accuracy",
		"file-size",
		"peak-memory",
	]);
	const { value = 0, lower_value = 0, upper_value = 0 } = cell?.latency ?? {};
	assert.ok(lower_value <= value && value <= upper_value);
	assert.is(value, (figures[0]?.value ?? 0) * 1e6);
	assert.is(cell?.["file-size"]?.value, 84_180);
});

test("custom-smaller-is-better.json has the action's shape, and smaller is better in all of it", () => {
	const entries = actionSchema.parse(
		JSON.parse(toActionBenchmark(figuresOf(REPORT))),
	);
	assert.is(entries.length, 400);
	const wrong = entries.find(({ name }) => name.endsWith(" error rate"));
	assert.is(wrong?.value, 0.0399);
	const slower = entries.find(({ extra }) => extra?.startsWith("slower, +"));
	assert.is(slower?.unit, "ms");
	assert.match(slower?.range ?? "", /^[\d.]+ to [\d.]+$/);
});

test("a figure that was not measured, or is no number, is left out of what other tools keep", () => {
	const report = reportOf([
		changeOf({ current: undefined }),
		changeOf({ metric: "size", current: Number.NaN }),
		changeOf({ metric: "outcome", current: 1 }),
	]);
	assert.is(toBencher(figuresOf(report)), "{}\n");
	assert.is(toActionBenchmark(figuresOf(report)), "[]\n");
});

test("a cell with a hostile name keeps its shape everywhere", () => {
	const cell = `__proto__ ${HOSTILE} \ud800`;
	const report = reportOf([
		changeOf({
			cell,
			evidence: { baseline: sideOf("a", []), current: sideOf("b", []) },
		}),
		changeOf({ cell: "__proto__" }),
	]);
	const metrics = JSON.parse(toBencher(figuresOf(report)));
	bmfSchema.parse(metrics);
	assert.is(Object.keys(metrics).length, 2);
	const changes = changesSchema.parse(JSON.parse(toChangesJson(report)));
	assert.is(changes.changes[0]?.cell, cell);
});

test.run();
