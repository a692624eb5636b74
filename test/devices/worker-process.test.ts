import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runWorker } from "../../devices/worker-process.ts";
import type { Outcome } from "../../plan/outcome.ts";
import { latencyJob } from "../support/jobs.ts";
import { endsSoon } from "../support/processes.ts";

const PATIENCE_MS = 60_000;

/** Long enough for a process to start, short enough to wait for. */
const SHORT_MS = 300;

type Attempt = {
	readonly timeoutMs?: number;
	readonly modelPath?: string;
	readonly flags?: readonly string[];
};

function fixturePath(name: string): string {
	return fileURLToPath(
		new URL(`../fixtures/workers/${name}.js`, import.meta.url),
	);
}

async function outcomeOf(
	fixture: string,
	attempt: Attempt = {},
): Promise<Outcome> {
	const {
		timeoutMs = PATIENCE_MS,
		modelPath = "model.tflite",
		flags = [],
	} = attempt;
	const { signal } = new AbortController();
	return runWorker(
		[process.execPath, ...flags, fixturePath(fixture)],
		latencyJob(modelPath),
		{ timeoutMs, signal },
	);
}

test("a worker that hangs is killed on time", async () => {
	assert.equal(await outcomeOf("hang", { timeoutMs: SHORT_MS }), {
		status: "timed-out",
		afterMs: SHORT_MS,
	});
});

test("a worker that dies of a segmentation fault is a crash with its signal", async () => {
	assert.equal(await outcomeOf("segfault"), {
		status: "crashed",
		signal: "SIGSEGV",
		exitCode: null,
		detail: "",
	});
});

test("a worker that ends without a word is a failure that says so", async () => {
	assert.equal(await outcomeOf("silent"), {
		status: "failed",
		error: "the worker ended without an outcome",
	});
});

test("the outcome is found in any amount of noise", async () => {
	assert.equal(await outcomeOf("chatty"), {
		status: "unsupported",
		reason: "the noise is over",
	});
});

test("a worker that runs out of heap is a crash that says so", async () => {
	const outcome = await outcomeOf("out-of-memory", {
		flags: ["--max-old-space-size=32"],
	});
	assert.is(outcome.status, "crashed");
	assert.is(outcome.status === "crashed" && outcome.detail, "out of memory");
});

test("a SIGKILL that is not ours is a crash, not a timeout", async () => {
	assert.equal(await outcomeOf("killed"), {
		status: "crashed",
		signal: "SIGKILL",
		exitCode: null,
		detail: "killed by the system, most likely because memory ran out",
	});
});

test("a record that is not an outcome is a failure that says what is wrong with it", async () => {
	const outcome = await outcomeOf("garbage");
	assert.is(outcome.status, "failed");
	assert.match(
		outcome.status === "failed" ? outcome.error : "",
		/^the worker's answer cannot be read: .*loadMs/,
	);
});

test("a record without an end is cut off", async () => {
	assert.equal(await outcomeOf("endless-record"), {
		status: "failed",
		error: "the worker's answer is longer than any real one",
	});
});

test("a worker's children end with it", async () => {
	const outcome = await outcomeOf("lingering");
	const pid = Number(
		/\d+/.exec(outcome.status === "failed" ? outcome.error : "")?.[0],
	);
	assert.ok(pid > 0);
	assert.ok(await endsSoon(pid));
});

test("a worker that dies before it reads a long job is a crash with its last words", async () => {
	assert.equal(await outcomeOf("deaf", { modelPath: "x".repeat(4_000_000) }), {
		status: "crashed",
		signal: null,
		exitCode: 9,
		detail: "cannot open the device",
	});
});

test("a worker gets its job whole", async () => {
	const modelPath = `${"ü".repeat(100_000)}.tflite`;
	assert.equal(await outcomeOf("prompt", { modelPath }), {
		status: "unsupported",
		reason: modelPath,
	});
});

test("a program that does not exist is a failure that says so", async () => {
	const { signal } = new AbortController();
	const outcome = await runWorker(["/no/such/program"], latencyJob("m"), {
		timeoutMs: PATIENCE_MS,
		signal,
	});
	assert.is(outcome.status, "failed");
	assert.match(
		outcome.status === "failed" ? outcome.error : "",
		/^the worker did not start: .*ENOENT/,
	);
});

test("an interruption ends the worker and rejects with its reason", async () => {
	const controller = new AbortController();
	const running = runWorker(
		[process.execPath, fixturePath("hang")],
		latencyJob("m"),
		{
			timeoutMs: PATIENCE_MS,
			signal: controller.signal,
		},
	);
	controller.abort(new Error("enough"));
	try {
		await running;
		assert.unreachable("it was interrupted");
	} catch (error) {
		assert.is(error instanceof Error && error.message, "enough");
	}
});

test.run();
