import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { localDevice } from "../../../devices/local.ts";
import type { Outcome } from "../../../plan/outcome.ts";
import {
	browserProcessesOf,
	hasChromium,
	processes,
	processorTicks,
	until,
} from "../../support/chromium.ts";
import { endlessWasmJob, latencyJob } from "../../support/jobs.ts";
import { DENSE, tinyModelBytes, withFiles } from "../../support/tiny-models.ts";

if (process.platform !== "linux") {
	console.log("skipped: the processes are watched through /proc");
} else if (hasChromium()) {
	testEndings();
}

test.run();

function testEndings(): void {
	test("a worker measures on wasm and webgpu, names the adapter, and leaves no browser", async () => {
		for (const delegate of ["wasm", "webgpu"] as const) {
			await withModel(async (modelPath) => {
				const outcome = await launch({ ...latencyJob(modelPath), delegate });
				assert.is(outcome.status, "measured");
				assert.is(
					JSON.stringify(outcome).includes('"adapter"'),
					delegate === "webgpu",
				);
			});
			assert.equal(workersOf(process.pid), []);
		}
	});

	test("a browser that is killed in the middle of a launch is a crash with its signal, and the next launch measures", async () => {
		await withModel(async (modelPath) => {
			const outcome = launch(endlessWasmJob(modelPath));
			const worker = await samplingWorker(process.pid);
			const [main] = browserProcessesOf(worker).filter(
				({ parent }) => parent === worker,
			);
			kill(main?.pid);
			const { status, signal, detail } = (await outcome) as Outcome & {
				signal?: string;
				detail?: string;
			};
			assert.equal(
				{ status, signal },
				{ status: "crashed", signal: "SIGKILL" },
			);
			assert.match(detail ?? "", /the browser ended/);
			await noBrowserOf(worker);
			const next = await launch({ ...latencyJob(modelPath), delegate: "wasm" });
			assert.is(next.status, "measured");
		});
	});

	test("a browser that is killed while it starts is a crash with its signal", async () => {
		await withModel(async (modelPath) => {
			const outcome = launch(endlessWasmJob(modelPath));
			const [main] = await until(() => {
				const [worker] = workersOf(process.pid);
				const started = worker === undefined ? [] : browserProcessesOf(worker);
				return started.length > 0 ? started : undefined;
			});
			kill(main?.pid);
			const { status, signal } = (await outcome) as Outcome & {
				signal?: string;
			};
			assert.equal(
				{ status, signal },
				{ status: "crashed", signal: "SIGKILL" },
			);
		});
	});

	test("a page that is killed is a crash", async () => {
		await withModel(async (modelPath) => {
			const outcome = launch(endlessWasmJob(modelPath));
			const worker = await samplingWorker(process.pid);
			for (const { pid } of renderersOf(worker)) {
				kill(pid);
			}
			assert.equal(await outcome, {
				status: "crashed",
				signal: null,
				exitCode: null,
				detail: "the browser's page crashed",
			});
			await noBrowserOf(worker);
		});
	});

	test("a page that hangs is timed out by the host, and its browser is gone", async () => {
		await withModel(async (modelPath) => {
			const TIMEOUT_MS = 8000;
			const outcome = launch(endlessWasmJob(modelPath), TIMEOUT_MS);
			const worker = await samplingWorker(process.pid);
			for (const { pid } of renderersOf(worker)) {
				process.kill(pid, "SIGSTOP");
			}
			assert.equal(await outcome, { status: "timed-out", afterMs: TIMEOUT_MS });
			await noBrowserOf(worker);
		});
	});

	test("a worker that is killed takes its browser with it, though nobody else ends it", async () => {
		await withModel(async (modelPath) => {
			const job = JSON.stringify(endlessWasmJob(modelPath));
			const main = fileURLToPath(
				new URL("../../../worker/main.js", import.meta.url),
			);
			const child = spawn(process.execPath, [main], {
				stdio: ["pipe", "ignore", "inherit"],
			});
			child.stdin.end(job);
			const worker = await samplingWorker(process.pid);
			assert.is(worker, child.pid);
			kill(worker);
			await noBrowserOf(worker);
		});
	});

	test("a harness that is killed takes its worker and the browser with it", async () => {
		await withModel(async (modelPath) => {
			const fixture = fileURLToPath(
				new URL("../../fixtures/launch-endlessly.js", import.meta.url),
			);
			const harness = spawn(process.execPath, [fixture, modelPath], {
				stdio: "inherit",
			});
			const worker = await samplingWorker(harness.pid as number);
			kill(harness.pid);
			await noBrowserOf(worker);
			assert.not(processes().some(({ pid }) => pid === worker));
		});
	});
}

function launch(
	job: Parameters<ReturnType<typeof localDevice>["run"]>[0],
	timeoutMs = 120_000,
): Promise<Outcome> {
	const { signal } = new AbortController();
	return localDevice().run(job, { timeoutMs, signal });
}

function withModel(body: (modelPath: string) => Promise<void>): Promise<void> {
	return withFiles({ "m.tflite": tinyModelBytes(DENSE) }, (path) =>
		body(path("m.tflite")),
	);
}

function workersOf(harness: number): readonly number[] {
	return processes()
		.filter(({ parent }) => parent === harness)
		.map(({ pid }) => pid);
}

/** The worker that a harness started, once its page is sampling: nothing else of a browser computes for so long. */
function samplingWorker(harness: number): Promise<number> {
	return until(() =>
		workersOf(harness).find((worker) =>
			renderersOf(worker).some(({ pid }) => processorTicks(pid) > 100),
		),
	);
}

function renderersOf(worker: number) {
	return browserProcessesOf(worker).filter(({ command }) =>
		command.includes("--type=renderer"),
	);
}

async function noBrowserOf(worker: number): Promise<void> {
	await until(() => browserProcessesOf(worker).length === 0 || undefined);
}

function kill(pid: number | undefined): void {
	assert.type(pid, "number");
	process.kill(pid as number, "SIGKILL");
}
