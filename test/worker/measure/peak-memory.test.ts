import { test } from "uvu";
import * as assert from "uvu/assert";
import { peakMemoryBytes } from "../../../worker/measure/peak-memory.ts";
import { withFiles } from "../../support/tiny-models.ts";

test("the peak is read from the process status, in bytes", async () => {
	const status =
		"Name:\tnode\nVmPeak:\t  900 kB\nVmHWM:\t   250 kB\nVmRSS:\t 200 kB\n";
	await withFiles({ status }, async (path) => {
		assert.is(peakMemoryBytes(path("status")), 256_000);
	});
});

test("without a process status the system is asked", () => {
	const asked = () => process.resourceUsage().maxRSS * 1024;
	const before = asked();
	const peak = peakMemoryBytes("/nowhere/status");
	assert.ok(before <= peak && peak <= asked());
});

test("memory that is filled raises the peak, and freeing it does not lower it", () => {
	const before = peakMemoryBytes();
	const bytes = 64 * 1024 * 1024;
	new Uint8Array(bytes).fill(1);
	const filled = peakMemoryBytes();
	assert.ok(filled - before > bytes / 2);
	assert.ok(peakMemoryBytes() >= filled);
});

test.run();
