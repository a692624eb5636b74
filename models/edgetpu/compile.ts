import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { errorCode, errorText } from "../../lib/errors.ts";

/** A compiled model with the log of its making, or why there is none. */
export type CompilerResult =
	| {
			readonly status: "compiled";
			readonly bytes: Uint8Array;
			readonly log: string;
	  }
	| { readonly status: "refused"; readonly reason: string };

/** The compiler as it is found on the PATH. */
export type Compiler =
	| { readonly status: "found"; readonly version: string }
	| { readonly status: "missing"; readonly reason: string };

/** How a compilation is bounded and interrupted. */
export type CompileOptions = {
	readonly signal?: AbortSignal | undefined;
	readonly timeoutMs?: number;
};

const PROGRAM = "edgetpu_compiler";
const ANSWER_TIMEOUT_MS = 20_000;
const COMPILE_TIMEOUT_MS = 600_000;
const MOST_OUTPUT_CHARACTERS = 4_000_000;

/** How to get the compiler. */
export const COMPILER_WAY_OUT =
	"Install it on x86-64 Linux (Debian: add Coral's package source, then `apt-get install edgetpu-compiler`), or bring a file that was compiled elsewhere as the variant as-is; see docs/delegates.md.";

/** Asks edgetpu_compiler on the PATH for its version. Never rejects. */
export async function findCompiler(): Promise<Compiler> {
	const answer = await runProgram(["--version"], {
		timeoutMs: ANSWER_TIMEOUT_MS,
	});
	const version = /version (\S+)/.exec(answer.output)?.[1];
	if (version !== undefined) {
		return { status: "found", version };
	}
	const why = answer.missing
		? `${PROGRAM} is not on the PATH`
		: `${PROGRAM} does not tell its version: ${answer.problem ?? lastLine(answer.output)}`;
	return { status: "missing", reason: `${why}. ${COMPILER_WAY_OUT}` };
}

/**
 * Compiles a .tflite file of 8-bit integers for the Edge TPU. A model that the compiler refuses, cannot finish in time or
 * dies of is a value. Rejects with the signal's reason, and with the disk's error.
 */
export async function compileForEdgetpu(
	model: Uint8Array,
	{ signal, timeoutMs = COMPILE_TIMEOUT_MS }: CompileOptions = {},
): Promise<CompilerResult> {
	const folder = await mkdtemp(join(tmpdir(), "quantgrid-edgetpu-"));
	try {
		const input = join(folder, "model.tflite");
		await writeFile(input, model);
		const answer = await runProgram(
			["--show_operations", "--out_dir", folder, input],
			{ signal, timeoutMs },
		);
		signal?.throwIfAborted();
		const log = answer.output.replaceAll(`${folder}/`, "");
		const compiled = join(folder, "model_edgetpu.tflite");
		if (answer.problem !== undefined) {
			return { status: "refused", reason: refusalText(answer.problem, log) };
		}
		return { status: "compiled", bytes: await readFile(compiled), log };
	} catch (error) {
		if (errorCode(error) === "ENOENT") {
			const reason = `${PROGRAM} ended without an error and without a file`;
			return { status: "refused", reason };
		}
		throw error;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

type Answer = {
	readonly output: string;
	/** Why it did not end well; undefined when it did. */
	readonly problem: string | undefined;
	/** Whether there is no such program. */
	readonly missing: boolean;
};

// The packaged compiler is a script that starts the real one, so what is ended is its whole process group.
function runProgram(
	words: readonly string[],
	{ signal, timeoutMs }: CompileOptions & { readonly timeoutMs: number },
): Promise<Answer> {
	return new Promise((resolve) => {
		const child = spawn(PROGRAM, words, {
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
		});
		const output = outputOf(child);
		let timedOut = false;
		const endGroup = () => killGroup(child.pid);
		const timer = setTimeout(() => {
			timedOut = true;
			endGroup();
		}, timeoutMs);
		signal?.addEventListener("abort", endGroup, { once: true });
		if (signal?.aborted) {
			endGroup();
		}
		const answer = (problem: string | undefined, missing = false) => {
			clearTimeout(timer);
			signal?.removeEventListener("abort", endGroup);
			resolve({ output: output(), problem, missing });
		};
		child.on("error", (error) =>
			answer(errorText(error), errorCode(error) === "ENOENT"),
		);
		child.once("exit", endGroup);
		child.on("close", (code, ending) =>
			answer(
				timedOut
					? `took longer than ${timeoutMs / 1000} s`
					: endingText(code, ending),
			),
		);
	});
}

/** Collects what a program prints; the result gives it so far. */
function outputOf({
	stdout,
	stderr,
}: ChildProcessByStdio<null, Readable, Readable>): () => string {
	let output = "";
	for (const stream of [stdout, stderr]) {
		stream.setEncoding("utf8").on("data", (text: string) => {
			output = `${output}${text}`.slice(-MOST_OUTPUT_CHARACTERS);
		});
	}
	return () => output.trim();
}

function killGroup(pid: number | undefined): void {
	try {
		if (pid !== undefined) {
			process.kill(-pid, "SIGKILL");
		}
	} catch {
		// The group is gone already.
	}
}

function endingText(
	code: number | null,
	signal: NodeJS.Signals | null,
): string | undefined {
	if (signal !== null) {
		return `died of ${signal}`;
	}
	return code === 0 ? undefined : `ended with exit code ${code}`;
}

function refusalText(problem: string, log: string): string {
	const said = lastLine(log);
	return `${PROGRAM} ${problem}${said === "" ? "" : `: ${said}`}`;
}

function lastLine(text: string): string {
	const lines = text.split("\n").map((line) => line.trim());
	return (lines.findLast((line) => line !== "") ?? "").slice(0, 300);
}
