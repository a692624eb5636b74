import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { errorCode } from "./errors.ts";
import { sha256 } from "./hash.ts";

/** No file takes longer to be written. */
const LONGEST_WRITE_MS = 86_400_000;

/** `.<host>-<process id>-<random>.draft`: who writes it, so that it can be told when nobody does any more. */
const DRAFT = /^\.([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{8}\.draft$/;

/**
 * Writes a file whole or not at all: `make` fills a draft in the same folder, which is flushed to the disk and then takes
 * the file's place at once. Of several writers the last one wins. Rejects with what `make` or the disk rejects with.
 */
export async function replaceFile(
	path: string,
	make: (draft: string) => Promise<void>,
): Promise<void> {
	const folder = dirname(path);
	const draft = join(
		folder,
		`.${thisHost()}-${process.pid}-${randomBytes(4).toString("hex")}.draft`,
	);
	try {
		await make(draft);
		await flush(draft);
		await rename(draft, path);
		await flush(folder).catch(ignoreRefusal);
	} finally {
		await rm(draft, { force: true });
	}
}

/**
 * Removes the drafts in a folder whose writers are certainly gone: processes of this machine that have ended, and whoever
 * began more than a day ago. Gives their names.
 */
export async function sweepDrafts(
	folder: string,
	now: Date,
): Promise<readonly string[]> {
	const swept: string[] = [];
	for (const name of await readdir(folder)) {
		const path = join(folder, name);
		if (DRAFT.test(name) && (await isAbandoned(path, name, now))) {
			await rm(path, { force: true });
			swept.push(name);
		}
	}
	return swept;
}

async function isAbandoned(
	path: string,
	name: string,
	now: Date,
): Promise<boolean> {
	const [, host, pid] = DRAFT.exec(name) ?? [];
	if (host === thisHost() && !isRunning(Number(pid))) {
		return true;
	}
	const found = await stat(path).catch(() => undefined);
	return (
		found !== undefined && now.getTime() - found.mtimeMs > LONGEST_WRITE_MS
	);
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// A process of somebody else refuses even to be asked.
		return errorCode(error) === "EPERM";
	}
}

function thisHost(): string {
	return sha256(hostname()).slice(0, 8);
}

async function flush(path: string): Promise<void> {
	const file = await open(path, "r");
	try {
		await file.sync();
	} finally {
		await file.close();
	}
}

// Some systems flush no folders; there the name of a file may be younger than its content after a power failure.
function ignoreRefusal(error: unknown): void {
	if (
		!["EPERM", "EISDIR", "EINVAL", "EACCES"].includes(errorCode(error) ?? "")
	) {
		throw error;
	}
}
