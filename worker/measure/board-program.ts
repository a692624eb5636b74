import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Where the programs of boards lie: Debian's folders, and that of older Raspberry Pi systems. */
const FOLDERS = ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/opt/vc/bin"];

const TIMEOUT_MS = 2000;
const ANSWER_BYTES = 64 * 1024;

/** A program that tells of its board, and what it is asked. */
export type BoardQuestion = {
	readonly program: "vcgencmd" | "nvpmodel";
	readonly args: readonly string[];
};

/**
 * What a program of the board answers on its stdout, also where it then fails; undefined where it does not exist under
 * `root`, which stands in for `/`. Costs a process of at most two seconds.
 */
export function askBoard(
	root: string,
	{ program, args }: BoardQuestion,
): string | undefined {
	const path = FOLDERS.map((folder) => join(root, folder, program)).find(
		isExecutable,
	);
	if (path === undefined) {
		return undefined;
	}
	try {
		return execFileSync(path, args, {
			encoding: "utf8",
			timeout: TIMEOUT_MS,
			killSignal: "SIGKILL",
			maxBuffer: ANSWER_BYTES,
			stdio: ["ignore", "pipe", "ignore"],
		});
	} catch (error) {
		return stdoutOf(error);
	}
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function stdoutOf(error: unknown): string | undefined {
	return error instanceof Error &&
		"stdout" in error &&
		typeof error.stdout === "string"
		? error.stdout
		: undefined;
}
