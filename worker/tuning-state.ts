import {
	closeSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";

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

/** Where the state is kept: in the user's cache, under the folder that stands in for `/`. */
export function tuningStatePath(root: string): string {
	return join(root, homedir(), ".cache", "quantgrid", "tuning.json");
}

/** The state that a tuning left or holds; undefined where there is none, or one that cannot be read. */
export function readTuningState(path: string): TuningState | undefined {
	try {
		return stateSchema.parse(JSON.parse(readFileSync(path, "utf8")));
	} catch {
		return undefined;
	}
}

/** Writes the state of this process to the disk. Throws the system error, `EEXIST` where another was faster. */
export function writeTuningState(
	path: string,
	governors: TuningState["governors"],
): void {
	mkdirSync(dirname(path), { recursive: true });
	const state: TuningState = { owner: ownIdentity(), governors };
	const file = openSync(path, "wx", 0o600);
	try {
		writeSync(file, JSON.stringify(state));
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	syncFolder(dirname(path));
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

// Field 22 of proc_pid_stat(5); the second one, in brackets, may hold anything.
function startOf(pid: number): string | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
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
