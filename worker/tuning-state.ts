import {
	closeSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { errorCode } from "../lib/errors.ts";

const stateSchema = z.object({
	/** The process that set the governors, and when it was started, so that a later one of its number is not taken for it. */
	owner: z.object({ pid: z.int().min(1), startedAt: z.string() }),
	/** What each processor's governor was. */
	governors: z.record(
		z.string().regex(/^cpu\d{1,4}$/),
		z.string().regex(/^[\w-]{1,32}$/),
	),
});

/** What a device's governors were before they were set, and who set them. */
export type TuningState = z.output<typeof stateSchema>;

/** Where the state is kept: in the user's folder for what outlives a restart, under the folder that stands in for `/`. */
export function tuningStatePath(root: string): string {
	return join(root, homedir(), ".local", "state", "quantgrid", "tuning.json");
}

/**
 * The state that a tuning left or holds; undefined where there is none. A file that is not one is removed: a state is whole
 * before a governor is touched, so it can say nothing. Throws the system error where it may not be read.
 */
export function readTuningState(path: string): TuningState | undefined {
	const text = readIfThere(path);
	if (text === undefined) {
		return undefined;
	}
	try {
		return stateSchema.parse(JSON.parse(text));
	} catch {
		rmSync(path, { force: true });
		return undefined;
	}
}

function readIfThere(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		if (errorCode(error) === "ENOENT") {
			return undefined;
		}
		throw error;
	}
}

/**
 * Writes the state of this process to the disk, whole or not at all, and gives it. Throws the system error, `EEXIST` where
 * another process was faster.
 */
export function writeTuningState(
	path: string,
	governors: TuningState["governors"],
): TuningState {
	mkdirSync(dirname(path), { recursive: true });
	const state: TuningState = { owner: ownIdentity(), governors };
	const draft = `${path}.${process.pid}`;
	try {
		writeFileSync(draft, JSON.stringify(state), { mode: 0o600, flush: true });
		linkSync(draft, path);
	} finally {
		rmSync(draft, { force: true });
	}
	syncFolder(dirname(path));
	return state;
}

/** Removes a state, unless another process has put its own in its place. */
export function removeTuningState(path: string, { owner }: TuningState): void {
	const found = readTuningState(path)?.owner;
	if (found?.pid === owner.pid && found.startedAt === owner.startedAt) {
		rmSync(path, { force: true });
	}
}

/** Whether the process that set the governors still runs. */
export function isOwnerAlive({ owner }: TuningState): boolean {
	return startOf(owner.pid) === owner.startedAt;
}

function ownIdentity(): TuningState["owner"] {
	return { pid: process.pid, startedAt: startOf(process.pid) ?? "" };
}

// Fields 3 and 22 of proc_pid_stat(5): a zombie has ended. The second field, in brackets, may hold anything.
function startOf(pid: number): string | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return /[ZX]/.test(fields[0] ?? "") ? undefined : fields[19];
	} catch {
		return undefined;
	}
}

function syncFolder(folder: string): void {
	const handle = openSync(folder, "r");
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
