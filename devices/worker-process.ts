import {
	type ChildProcess,
	type ChildProcessByStdio,
	spawn,
} from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { errorText } from "../lib/errors.ts";
import type { Outcome } from "../plan/outcome.ts";
import { type Job, parseOutcome } from "../worker/protocol.ts";
import type { LaunchOptions } from "./device.ts";
import { RecordReader } from "./record-reader.ts";

const STDERR_TAIL_BYTES = 4096;

/** How long a worker may take to end once its outcome is in: it has nothing left to do. */
const GOODBYE_MS = 5000;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** What is known when a worker has ended. */
export type WorkerEnding = {
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly timedOut: boolean;
	readonly overflowed: boolean;
	readonly record: string | undefined;
	readonly stderr: string;
};

/**
 * Starts a worker by its command line, hands it one job on stdin and waits for its outcome. The worker leads a process
 * group of its own, all of which ends with it. Rejects with the signal's reason when it is interrupted.
 */
export async function runWorker(
	argv: readonly string[],
	job: Job,
	options: LaunchOptions,
): Promise<Outcome> {
	const ending = await endingOfWorker(argv, job, options);
	return "status" in ending ? ending : outcomeOf(ending, options.timeoutMs);
}

/** As `runWorker`, but gives how the worker ended; the outcome at once where it did not even start. */
export async function endingOfWorker(
	argv: readonly string[],
	job: Job,
	options: LaunchOptions,
): Promise<WorkerEnding | Extract<Outcome, { status: "failed" }>> {
	options.signal.throwIfAborted();
	const [command, ...args] = argv;
	if (command === undefined) {
		throw new Error("a worker needs a command line");
	}
	const child = spawn(command, args, {
		stdio: ["pipe", "pipe", "pipe"],
		detached: true,
	});
	try {
		await once(child, "spawn");
	} catch (error) {
		return {
			status: "failed",
			error: `the worker did not start: ${errorText(error)}`,
		};
	}
	const ending = await attend(child, job, options);
	options.signal.throwIfAborted();
	return ending;
}

async function attend(
	child: Child,
	job: Job,
	{ timeoutMs, signal }: LaunchOptions,
): Promise<WorkerEnding> {
	const closed = closeOf(child);
	const reader = new RecordReader();
	let stderr = Buffer.alloc(0);
	let timedOut = false;
	const endGroup = () => killGroup(child);
	const timer = setTimeout(() => {
		timedOut = true;
		endGroup();
	}, timeoutMs);
	let goodbye: NodeJS.Timeout | undefined;
	signal.addEventListener("abort", endGroup, { once: true });
	if (signal.aborted) {
		endGroup();
	}

	child.stdout.on("data", (chunk: Buffer) => {
		reader.push(chunk);
		if (reader.overflowed) {
			endGroup();
		} else if (reader.record !== undefined && goodbye === undefined) {
			clearTimeout(timer);
			goodbye = setTimeout(endGroup, GOODBYE_MS);
			child.stdin.end();
		}
	});
	child.stderr.on("data", (chunk: Buffer) => {
		stderr = Buffer.concat([stderr, chunk]).subarray(-STDERR_TAIL_BYTES);
	});
	// A worker that dies early breaks this pipe; its end says all there is to say.
	child.stdin.on("error", () => {});
	// What stays open behind the job is the worker's lifeline: it ends when this process does.
	child.stdin.write(`${JSON.stringify(job)}\n`);
	// What a dead worker leaves behind in its group would keep the pipes open.
	child.once("exit", endGroup);

	const [exitCode, endSignal] = await closed;
	clearTimeout(timer);
	clearTimeout(goodbye);
	signal.removeEventListener("abort", endGroup);
	return {
		exitCode,
		signal: endSignal,
		timedOut,
		overflowed: reader.overflowed,
		record: reader.record,
		stderr: stderr.toString("utf8"),
	};
}

/**
 * Waits until a process has ended and its output is in. What still holds its pipes then, such as a connection it shared, is
 * given a few seconds.
 */
export async function closeOf(
	child: ChildProcessByStdio<Writable, Readable, Readable>,
): Promise<readonly [exitCode: number | null, signal: string | null]> {
	let timer: NodeJS.Timeout | undefined;
	child.once("exit", () => {
		timer = setTimeout(() => {
			child.stdout.destroy();
			child.stderr.destroy();
		}, GOODBYE_MS);
	});
	const ending = await once(child, "close");
	clearTimeout(timer);
	return ending as [number | null, string | null];
}

/** Ends a process that leads a group of its own, and all of the group. */
export function killGroup(child: ChildProcess): void {
	if (child.pid === undefined) {
		return;
	}
	try {
		process.kill(-child.pid, "SIGKILL");
	} catch {
		// The group is gone already.
	}
}

/** What the ending of a worker says of its launch. */
export function outcomeOf(ending: WorkerEnding, timeoutMs: number): Outcome {
	if (ending.overflowed) {
		return {
			status: "failed",
			error: "the worker's answer is longer than any real one",
		};
	}
	if (ending.record !== undefined) {
		return readOutcome(ending.record);
	}
	if (ending.timedOut) {
		return { status: "timed-out", afterMs: timeoutMs };
	}
	if (ending.exitCode === 0) {
		return { status: "failed", error: "the worker ended without an outcome" };
	}
	return {
		status: "crashed",
		signal: ending.signal,
		exitCode: ending.exitCode,
		detail: crashDetail(ending),
	};
}

function readOutcome(record: string): Outcome {
	try {
		return parseOutcome(record);
	} catch (error) {
		return {
			status: "failed",
			error: `the worker's answer cannot be read: ${errorText(error).slice(0, 300)}`,
		};
	}
}

function crashDetail({ signal, stderr }: WorkerEnding): string {
	if (/heap out of memory|bad_alloc|Cannot allocate memory/.test(stderr)) {
		return "out of memory";
	}
	if (signal === "SIGKILL") {
		return "killed by the system, most likely because memory ran out";
	}
	return lastLine(stderr);
}

/** The last words of a program, without the line that Node.js ends its stack traces with; "" where it said none. */
export function lastLine(text: string): string {
	const lines = text.split("\n").map((line) => line.trim());
	return (
		lines.findLast((line) => line !== "" && !line.startsWith("Node.js v")) ?? ""
	).slice(0, 300);
}
