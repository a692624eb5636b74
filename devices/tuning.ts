import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { errorText } from "../lib/errors.ts";
import {
	PROTOCOL,
	parseTuneAnswer,
	RECORD_MARK,
	type TuneAnswer,
	type TuneRequest,
} from "../worker/protocol.ts";
import type { Device } from "./device.ts";

/** A device whose governor was to be set. */
export type Tuning = {
	/** Whether it was, or why not. */
	readonly answer: TuneAnswer;
	/** Sets the governor back and says so; never rejects. Undefined where there was nothing to set back. */
	readonly release: () => Promise<TuneAnswer | undefined>;
};

/** How long the tuning program may take to start on a slow board and to set governors. */
const ANSWER_TIMEOUT_MS = 30_000;

/** How long it may take to set them back and end. */
const END_TIMEOUT_MS = 10_000;

/** Far above what the tuning program ever says. */
const MOST_OUTPUT = 64 * 1024;

/**
 * Sets a device's governor to `performance` until it is released. The device itself sets it back when this process or the
 * connection ends, whatever ends it; should the tuning program be killed there, `release` has another one do so. When the
 * governor was set back before its release, that says so.
 */
export async function startTuning(device: Device): Promise<Tuning> {
	const program = startProgram(device, "tune");
	const answer = await program.answer;
	if (answer.status !== "ready") {
		await program.end();
		return { answer, release: async () => undefined };
	}
	return {
		answer,
		release: async () => {
			const early = program.hasEnded();
			const last = await program.end();
			const back =
				last.status === "restored" && !early
					? last
					: await restoreTuning(device);
			return early && back.status === "idle" ? LOST : back;
		},
	};
}

const LOST: TuneAnswer = {
	status: "refused",
	reason:
		"the tuning program was lost during the run and set the governor back then, so later launches ran with the former governor",
};

/** Sets back the governor that a killed tuning program left on a device; `idle` where none did. Never rejects. */
export async function restoreTuning(device: Device): Promise<TuneAnswer> {
	const program = startProgram(device, "restore");
	const answer = await program.answer;
	await program.end();
	return answer;
}

type Program = {
	/** The first answer. */
	readonly answer: Promise<TuneAnswer>;
	/** Whether it has ended by itself. */
	readonly hasEnded: () => boolean;
	/** Ends the program by the end of its stdin and gives its last answer. */
	readonly end: () => Promise<TuneAnswer>;
};

function startProgram(device: Device, action: TuneRequest["action"]): Program {
	const [command, ...args] = device.argvOf("tune");
	if (command === undefined) {
		const none = {
			status: "refused",
			reason: "it has no tuning program",
		} as const;
		return {
			answer: Promise.resolve(none),
			hasEnded: () => true,
			end: async () => none,
		};
	}
	// In a group of its own, the program does not get the terminal's Ctrl-C: it ends after the launches do.
	const child = spawn(command, args, {
		stdio: ["pipe", "pipe", "ignore"],
		detached: true,
	});
	const closed = once(child, "close").catch(() => {});
	const answers = readAnswers(child);
	// A program that dies early breaks this pipe; its end says all there is to say.
	child.stdin.on("error", () => {});
	const request: TuneRequest = {
		protocol: PROTOCOL,
		action,
		root: device.profile.root,
	};
	child.stdin.write(`${JSON.stringify(request)}\n`);
	return {
		answer: within(ANSWER_TIMEOUT_MS, child, answers.first),
		hasEnded: () => child.exitCode !== null || child.signalCode !== null,
		end: async () => {
			child.stdin.end();
			await within(END_TIMEOUT_MS, child, closed);
			return answers.last();
		},
	};
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Kills the child when it has not done in time what is waited for. */
async function within<Value>(
	limitMs: number,
	child: Child,
	value: Promise<Value>,
): Promise<Value> {
	const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
	try {
		return await value;
	} finally {
		clearTimeout(timer);
	}
}

function readAnswers(child: Child) {
	let text = "";
	const answersIn = (): readonly TuneAnswer[] =>
		text
			.split("\n")
			.slice(0, -1)
			.flatMap((line) => {
				const mark = line.indexOf(RECORD_MARK);
				return mark < 0 ? [] : readAnswer(line.slice(mark + 1));
			});
	const silent = (detail: string): TuneAnswer => ({
		status: "refused",
		reason: `its tuning program ended without an answer${detail}`,
	});
	const first = new Promise<TuneAnswer>((resolve) => {
		child.stdout.setEncoding("utf8");
		child.stdout.on("data", (chunk: string) => {
			text = (text + chunk).slice(-MOST_OUTPUT);
			const [answer] = answersIn();
			if (answer !== undefined) {
				resolve(answer);
			}
		});
		child.once("error", (error) => resolve(silent(`: ${errorText(error)}`)));
		child.once("close", (code, signal) =>
			resolve(answersIn()[0] ?? silent(` (${signal ?? `exit code ${code}`})`)),
		);
	});
	return { first, last: () => answersIn().at(-1) ?? silent("") };
}

function readAnswer(record: string): TuneAnswer {
	try {
		return parseTuneAnswer(record);
	} catch (error) {
		return {
			status: "refused",
			reason: `its tuning program's answer cannot be read: ${errorText(error).slice(0, 300)}`,
		};
	}
}
