import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	fingerprintChanges,
	fingerprintOf,
	mergeEnvironments,
} from "../../history/fingerprint.ts";
import type { Environment } from "../../plan/outcome.ts";
import { ENVIRONMENT } from "../support/entries.ts";

const changed = (facts: Environment) =>
	fingerprintOf({ ...ENVIRONMENT, ...facts }) !== fingerprintOf(ENVIRONMENT);

test("what changes from night to night by itself leaves the fingerprint as it is", () => {
	assert.not(
		changed({
			loadAverage1: 3,
			memoryFreeBytes: 5,
			memoryTotalBytes: 8,
			temperaturesC: "cpu 71.0",
			frequencyMHz: 900,
			kernel: "6.1.0-31-amd64",
			node: "20.9.0",
			quantgrid: "0.2.0",
		}),
	);
});

test("what changes latency changes the fingerprint", () => {
	for (const facts of [
		{ cpuModel: "Other" },
		{ cpuCores: 4 },
		{ governor: "powersave" },
		{ kernel: "6.5.0" },
		{ node: "22.1.0" },
		{ tflite: "2.10.0" },
		{ boost: false },
		{ powerMode: "MAXN" },
		{ browser: "Chromium 140.0" },
	]) {
		assert.ok(changed(facts), JSON.stringify(facts));
	}
});

test("the facts that differ are named, in the order of the table", () => {
	const before = { ...ENVIRONMENT, node: "20.1.0", loadAverage1: 1 };
	const after = { ...ENVIRONMENT, node: "22.0.0", tflite: "2.10.0" };
	assert.equal(fingerprintChanges(before, after), [
		"node: 20.1.0, then 22.0.0",
		"tflite: 2.9.0, then 2.10.0",
	]);
	assert.equal(fingerprintChanges({}, { cpuCores: 2 }), [
		"cpuCores: unknown, then 2",
	]);
	assert.equal(fingerprintChanges(before, { ...before, node: "20.2.0" }), []);
});

test("a run that went on on another machine has the fingerprint of neither", () => {
	const other = { ...ENVIRONMENT, kernel: "6.5.1", loadAverage1: 2 };
	const merged = mergeEnvironments([ENVIRONMENT, other]);
	assert.is(merged.kernel, "6.1.0, then 6.5.1");
	assert.is(merged.loadAverage1, 2);
	assert.is.not(fingerprintOf(merged), fingerprintOf(ENVIRONMENT));
	assert.is.not(fingerprintOf(merged), fingerprintOf(other));
});

test("a run that went on on the same machine keeps its fingerprint", () => {
	const later = { ...ENVIRONMENT, kernel: "6.1.9", loadAverage1: 2 };
	assert.is(
		fingerprintOf(mergeEnvironments([ENVIRONMENT, later])),
		fingerprintOf(ENVIRONMENT),
	);
});

test.run();
