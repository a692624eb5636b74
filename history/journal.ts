import { truncateSync } from "node:fs";
import { z } from "zod";
import { errorCode, errorText, UserError } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import {
	appendJsonLine,
	type JsonLines,
	readJsonLines,
} from "../lib/json-lines.ts";
import {
	type Entry,
	entrySchema,
	JOURNAL_FORMAT,
	type RunEntry,
} from "./entry.ts";

/** The name of the journal in the folder of a run. */
export const JOURNAL_FILE = "journal.jsonl";

/** What a journal holds. */
export type Journal = {
	readonly run: RunEntry;
	/**
	 * The first 8 hex digits of the sha256 of the first line: they tell runs apart that began at the same moment on
	 * different machines.
	 */
	readonly origin: string;
	/** Every entry, the first one too, in the order they were written. */
	readonly entries: readonly Entry[];
	/** The length of a last line that a kill tore off; 0 when the file ends well. */
	readonly tornBytes: number;
};

const ORIGIN_DIGITS = 8;

/** Appends an entry to a journal and waits until it is on the disk. Throws a UserError when it cannot be written. */
export function appendEntry(path: string, entry: Entry): void {
	try {
		appendJsonLine(path, entry);
	} catch (error) {
		throw new UserError(
			`${path}: the journal cannot be written (${errorText(error)}). Free the disk or choose another folder with --out; then --resume continues.`,
		);
	}
}

/** Reads a journal. A torn last line is tolerated and reported. Throws a UserError that names the line that is wrong. */
export async function readJournal(path: string): Promise<Journal> {
	const { lines, tornBytes, firstLine } = await linesOf(path);
	const entries = lines.map(({ number, value }) =>
		parseEntry(value, `${path}, line ${number}`),
	);
	const [run] = entries;
	if (run?.kind !== "run") {
		throw new UserError(
			`${path}: expected a journal, whose first line is of kind "run"; found ${run === undefined ? "an empty file" : `"${run.kind}"`}.`,
		);
	}
	return {
		run,
		origin: sha256(firstLine).slice(0, ORIGIN_DIGITS),
		entries,
		tornBytes,
	};
}

/** Cuts a torn last line off a journal, so that entries can be appended again; gives how many bytes it cut. */
export async function mendJournal(path: string): Promise<number> {
	const { wholeBytes, tornBytes } = await linesOf(path);
	if (tornBytes > 0) {
		truncateSync(path, wholeBytes);
	}
	return tornBytes;
}

async function linesOf(path: string): Promise<JsonLines> {
	try {
		return await readJsonLines(path);
	} catch (error) {
		if (errorCode(error) === "ENOENT") {
			throw new UserError(
				`${path}: there is no journal here. Name the folder of a run, or its journal.jsonl.`,
			);
		}
		throw new UserError(
			`${path}: the journal cannot be read: ${errorText(error)}.`,
		);
	}
}

function parseEntry(value: unknown, where: string): Entry {
	const format = z
		.object({ kind: z.literal("run"), format: z.number() })
		.safeParse(value);
	if (format.success && format.data.format !== JOURNAL_FORMAT) {
		throw new UserError(
			`${where}: this journal has format ${format.data.format}; this quantgrid reads format ${JOURNAL_FORMAT}. Use the quantgrid that wrote it.`,
		);
	}
	const result = entrySchema.safeParse(value);
	if (!result.success) {
		const issues = result.error.issues
			.slice(0, 3)
			.map((issue) => `${issue.path.join(".") || "entry"}: ${issue.message}`);
		throw new UserError(
			`${where}: not an entry of a journal: ${issues.join("; ")}.`,
		);
	}
	return result.data;
}
