import { randomUUID } from "node:crypto";
import {
	linkSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { errorCode } from "./errors.ts";
import {
	identityOf,
	processIdentitySchema,
	stateOf,
} from "./process-identity.ts";

const holderSchema = z.object({
	process: processIdentitySchema,
	/** When it took the lock, as ISO 8601 in UTC. */
	since: z.string(),
	/** What it holds the lock for, in words for a person. */
	purpose: z.string(),
});

/** Who holds a lock, since when and what for. */
export type LockHolder = z.output<typeof holderSchema>;

/** What came of asking for a lock: it is ours until `release`, or `holder` has it. */
export type LockAttempt =
	| { readonly status: "locked"; readonly release: () => void }
	| { readonly status: "held"; readonly holder: LockHolder };

/** How many files of former holders stay, so that a slow process meets them rather than a number that is free again. */
const KEPT_FILES = 8;

/**
 * Takes the lock that a folder stands for, unless a process that still runs has it; the lock of a process that ended
 * without releasing it is taken over. Throws the system error when the folder cannot be made or written.
 *
 * The folder holds numbered files, the highest of which tells who has the lock. A file appears whole and only where
 * there was none (link(2)), so of all who see the same highest one, one makes the next.
 */
export function tryLock(folder: string, purpose: string): LockAttempt {
	mkdirSync(folder, { recursive: true });
	const holder: LockHolder = {
		process: identityOf(),
		since: new Date().toISOString(),
		purpose,
	};
	for (;;) {
		const top = highest(folder);
		const current = readHolder(join(folder, String(top)));
		if (current !== undefined && stateOf(current.process) !== "dead") {
			return { status: "held", holder: current };
		}
		const own = top + 1;
		if (linkNew(folder, own, holder)) {
			removeBelow(folder, own - KEPT_FILES);
			return { status: "locked", release: () => release(folder, own) };
		}
	}
}

/** Makes a numbered file; false when another process was faster. */
function linkNew(folder: string, number: number, holder: LockHolder): boolean {
	const draft = writeDraft(folder, JSON.stringify(holder));
	const path = join(folder, String(number));
	try {
		linkSync(draft, path);
	} catch (error) {
		if (errorCode(error) === "EEXIST") {
			return false;
		}
		throw error;
	} finally {
		rmSync(draft, { force: true });
	}
	// Whoever was slow may find its number free again because a later holder cleared it away.
	if (highest(folder) > number) {
		rmSync(path, { force: true });
		return false;
	}
	return true;
}

// The file stays, empty, so that the numbers never begin anew.
function release(folder: string, number: number): void {
	const draft = writeDraft(folder, "");
	renameSync(draft, join(folder, String(number)));
}

function writeDraft(folder: string, text: string): string {
	const draft = join(folder, `${randomUUID()}.draft`);
	writeFileSync(draft, text);
	return draft;
}

function numbersIn(folder: string): readonly number[] {
	return readdirSync(folder)
		.filter((name) => /^[1-9]\d{0,14}$/.test(name))
		.map(Number);
}

function highest(folder: string): number {
	return Math.max(0, ...numbersIn(folder));
}

function removeBelow(folder: string, least: number): void {
	for (const number of numbersIn(folder).filter((each) => each < least)) {
		rmSync(join(folder, String(number)), { force: true });
	}
}

/** Who a file names; undefined when it is released, damaged or gone. */
function readHolder(path: string): LockHolder | undefined {
	try {
		return holderSchema.parse(JSON.parse(readFileSync(path, "utf8")));
	} catch {
		return undefined;
	}
}
