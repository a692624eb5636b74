import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";

/** Files of one cache entry by name, with their contents. */
export type EntryFiles = Readonly<Record<string, Uint8Array | string>>;

/** What an entry says about itself: how it came to be, and the sha256 of each of its files. */
type EntryRecord = {
	readonly origin: unknown;
	readonly sha256: Readonly<Record<string, string>>;
};

const RECORD = "entry.json";
const ATTEMPTS = 5;

/**
 * Whether the entry in `directory` has all of the files `names`, each with the bytes that were written. False for a
 * missing entry as for a damaged one.
 */
export async function isIntact(
	directory: string,
	names: readonly string[],
): Promise<boolean> {
	try {
		const text = await readFile(join(directory, RECORD), "utf8");
		const record = JSON.parse(text) as EntryRecord;
		for (const name of names) {
			if (
				sha256(await readFile(join(directory, name))) !== record.sha256[name]
			) {
				return false;
			}
		}
		return true;
	} catch {
		return false;
	}
}

/**
 * Writes an entry so that a reader finds it whole or not at all, in the place of a damaged one if there is one. When
 * another process has written the same entry meanwhile, that one stays. Rejects with the system error of a full or
 * protected disk.
 */
export async function writeEntry(
	directory: string,
	files: EntryFiles,
	origin: unknown,
): Promise<void> {
	const draft = `${directory}.${randomUUID()}.draft`;
	try {
		await mkdir(draft, { recursive: true });
		for (const [name, content] of Object.entries(files)) {
			await writeFile(join(draft, name), content);
		}
		await writeFile(join(draft, RECORD), describe(files, origin));
		await publish(draft, directory, Object.keys(files));
	} finally {
		await rm(draft, { recursive: true, force: true });
	}
}

function describe(files: EntryFiles, origin: unknown): string {
	const hashes = Object.entries(files).map(([name, content]) => [
		name,
		sha256(content),
	]);
	const record: EntryRecord = {
		origin,
		sha256: Object.fromEntries(hashes) as Record<string, string>,
	};
	return `${JSON.stringify(record, undefined, "\t")}\n`;
}

async function publish(
	draft: string,
	directory: string,
	names: readonly string[],
): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		try {
			await rename(draft, directory);
			return;
		} catch (error) {
			const taken = ["ENOTEMPTY", "EEXIST", "EPERM"].includes(
				errorCode(error) ?? "",
			);
			if (!taken || attempt === ATTEMPTS) {
				throw error;
			}
		}
		if (await isIntact(directory, names)) {
			return;
		}
		await discard(directory);
	}
}

async function discard(directory: string): Promise<void> {
	const aside = `${directory}.${randomUUID()}.draft`;
	try {
		await rename(directory, aside);
	} catch (error) {
		// Another process was faster.
		if (errorCode(error) !== "ENOENT") {
			throw error;
		}
	}
	await rm(aside, { recursive: true, force: true });
}
