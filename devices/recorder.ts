import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { errorText } from "../lib/errors.ts";
import {
	RECORDING_MARK,
	type Recorder,
	type Recording,
	recordingSchema,
} from "../plan/recording.ts";

const PROGRAM = fileURLToPath(
	new URL("../worker/record-main.js", import.meta.url),
);
const TIMEOUT_MS = 3_600_000;
const ANSWER_BYTES = 512 * 1024 * 1024;
const STDERR_CHARACTERS = 300;

/** Records on this machine: each recording is a fresh Node process, which ends with it, whatever becomes of it. */
export function localRecorder(program = PROGRAM): Recorder {
	return async (job, signal) => {
		signal.throwIfAborted();
		const ending = await run(program, JSON.stringify(job), signal);
		signal.throwIfAborted();
		const mark = ending.stdout.lastIndexOf(RECORDING_MARK);
		return mark < 0
			? { status: "refused", reason: ending.reason }
			: readAnswer(ending.stdout.slice(mark + 1));
	};
}

type Ending = { readonly stdout: string; readonly reason: string };

function run(
	program: string,
	input: string,
	signal: AbortSignal,
): Promise<Ending> {
	return new Promise((resolve) => {
		const child = execFile(
			process.execPath,
			[program],
			{
				signal,
				timeout: TIMEOUT_MS,
				killSignal: "SIGKILL",
				maxBuffer: ANSWER_BYTES,
			},
			(error, stdout, stderr) => {
				resolve({ stdout, reason: endingReason(error, stderr) });
			},
		);
		// A process that dies early breaks this pipe; its end says all there is to say.
		child.stdin?.on("error", () => {});
		child.stdin?.end(input);
	});
}

function endingReason(
	error: (Error & { killed?: boolean; signal?: NodeJS.Signals | null }) | null,
	stderr: string,
): string {
	if (error === null) {
		return "the recording process ended without an answer";
	}
	if (error.killed) {
		return `the recording process was ended after ${TIMEOUT_MS / 60_000} minutes or for an answer without end`;
	}
	const how =
		error.signal === null || error.signal === undefined
			? "ended early"
			: `crashed with ${error.signal}`;
	const said = stderr.trim().split("\n").at(-1) ?? "";
	return `the recording process ${how}${said === "" ? "" : `: ${said.slice(0, STDERR_CHARACTERS)}`}`;
}

function readAnswer(text: string): Recording {
	try {
		return recordingSchema.parse(JSON.parse(text));
	} catch (error) {
		const reason = `the recording process's answer cannot be read: ${errorText(error).slice(0, STDERR_CHARACTERS)}`;
		return { status: "refused", reason };
	}
}
