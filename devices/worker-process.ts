import { type ChildProcessByStdio, spawn } from "node:child_process";
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
type Ending = {
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
	return outcomeOf(ending, options.timeoutMs);
}

async function attend(
	child: Child,
	job: Job,
	{ timeoutMs, signal }: LaunchOptions,
): Promise<Ending> {
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
		}
	});
	child.stderr.on("data", (chunk: Buffer) => {
		stderr = Buffer.concat([stderr, chunk]).subarray(-STDERR_TAIL_BYTES);
	});
	// A worker that dies early breaks this pipe; its end says all there is to say.
	child.stdin.on("error", () => {});
	child.stdin.end(JSON.stringify(job));
	// What a dead worker leaves behind in its group would keep the pipes open.
	child.once("exit", endGroup);

	const [exitCode, endSignal] = (await once(child, "close")) as [
		number | null,
		string | null,
	];
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

function killGroup(child: Child): void {
	if (child.pid === undefined) {
		return;
	}
	try {
		process.kill(-child.pid, "SIGKILL");
	} catch {
		// The group is gone already.
	}
}

function outcomeOf(ending: Ending, timeoutMs: number): Outcome {
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

function crashDetail({ signal, stderr }: Ending): string {
	if (/heap out of memory|bad_alloc|Cannot allocate memory/.test(stderr)) {
		return "out of memory";
	}
	if (signal === "SIGKILL") {
		return "killed by the system, most likely because memory ran out";
	}
	return lastLine(stderr);
}

function lastLine(text: string): string {
	const lines = text.split("\n").map((line) => line.trim());
	return (
		lines.findLast((line) => line !== "" && !line.startsWith("Node.js v")) ?? ""
	).slice(0, 300);
}
