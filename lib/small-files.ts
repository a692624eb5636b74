import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { errorCode, errorText } from "./errors.ts";
import { replaceFile } from "./whole-file.ts";

/** Larger than any file of a few values. */
const MOST_BYTES = 65_536;

const EXTENSION = ".json";

/** What a folder of small JSON files holds, by the files' names without extension, and a sentence for each that is damaged. */
export type SmallFiles<Value> = {
	readonly values: ReadonlyMap<string, Value>;
	readonly notes: readonly string[];
};

/**
 * Reads every JSON file of a folder. One that does not fit the schema, or is larger than `mostBytes`, is left out with a
 * note. A missing folder is empty.
 */
export async function readSmallFiles<Schema extends z.ZodType>(
	folder: string,
	schema: Schema,
	mostBytes = MOST_BYTES,
): Promise<SmallFiles<z.output<Schema>>> {
	const values = new Map<string, z.output<Schema>>();
	const notes: string[] = [];
	for (const name of (await namesIn(folder)).toSorted()) {
		const path = join(folder, name);
		try {
			const { size } = await stat(path);
			if (size > mostBytes) {
				throw new Error(`it has ${size} bytes`);
			}
			const value = schema.parse(JSON.parse(await readFile(path, "utf8")));
			values.set(name.slice(0, -EXTENSION.length), value);
		} catch (error) {
			if (errorCode(error) !== "ENOENT") {
				notes.push(
					`${path} is damaged and left out: ${errorText(error).slice(0, 200)}.`,
				);
			}
		}
	}
	return { values, notes };
}

/** Writes a value as a JSON file, whole or not at all, in place of the one of that name. Rejects with the disk's error. */
export async function writeSmallFile(
	folder: string,
	name: string,
	value: unknown,
): Promise<void> {
	await replaceFile(join(folder, `${name}${EXTENSION}`), (draft) =>
		writeFile(draft, `${JSON.stringify(value, null, "\t")}\n`),
	);
}

async function namesIn(folder: string): Promise<readonly string[]> {
	try {
		const entries = await readdir(folder, { withFileTypes: true });
		return entries.flatMap((entry) =>
			entry.isFile() && entry.name.endsWith(EXTENSION) ? [entry.name] : [],
		);
	} catch (error) {
		if (errorCode(error) === "ENOENT") {
			return [];
		}
		throw error;
	}
}
