import { existsSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { errorText } from "../lib/errors.ts";
import type { RunFile } from "./ask-file.ts";
import { withDuckDB } from "./duckdb.ts";
import { listFiles, runsFolder } from "./folder.ts";
import {
	type RunFacts,
	readRun,
	readRunFacts,
	type SharedLists,
} from "./read-run.ts";
import type { RecordedRun } from "./recorded-run.ts";

/** Which runs of a history are read. */
export type RunSelection = {
	/** The folder of the history. */
	readonly folder: string;
	readonly suite?: string | undefined;
	/** Only runs that began at this moment or later, as ISO 8601 in UTC. */
	readonly since?: string | undefined;
	/** Only this many, the newest. */
	readonly last?: number | undefined;
	/** Only these, by their keys. */
	readonly keys?: readonly string[] | undefined;
};

/** What was read of a history: runs, oldest first, and a sentence for each file that is damaged and left out. */
export type History<Run> = {
	readonly runs: readonly Run[];
	readonly notes: readonly string[];
};

/** Reads runs of a history with all that they hold; of many runs, prefer `listRuns` and `readTrends`. */
export function readHistory(
	selection: RunSelection,
): Promise<History<RecordedRun>> {
	const lists: SharedLists = new Map();
	return readRuns(selection, (connection, file) =>
		readRun(connection, file, lists),
	);
}

/** Lists runs of a history: what was run when and where, without the cells. */
export function listRuns(selection: RunSelection): Promise<History<RunFacts>> {
	return readRuns(selection, async (_, __, facts) => facts);
}

/**
 * Reads something of each selected run, oldest first. A file that the reader rejects is left out with a note that names
 * it; a file that was removed meanwhile without one.
 */
export async function readRuns<Run>(
	{ folder, suite, since = "", last, keys }: RunSelection,
	read: (
		connection: DuckDBConnection,
		file: RunFile,
		facts: RunFacts,
	) => Promise<Run>,
): Promise<History<Run>> {
	const listed = await listFiles(folder, suite);
	const wanted = keys && new Set(keys);
	const files = listed.files.filter(({ key }) => wanted?.has(key) ?? true);
	return withDuckDB(runsFolder(folder), async (connection) => {
		const found = await readEach(files, async (file) => ({
			file,
			facts: await readRunFacts(connection, file),
		}));
		const selected = found.runs
			.filter(({ facts }) => facts.at >= since)
			.toSorted((a, b) => compare(a.facts, b.facts))
			.slice(last === undefined ? 0 : -last || Number.POSITIVE_INFINITY);
		const result = await readEach(selected, ({ file, facts }) =>
			read(connection, file, facts),
		);
		return {
			runs: result.runs,
			notes: [...listed.notes, ...found.notes, ...result.notes],
		};
	});
}

async function readEach<
	Item extends { readonly path: string } | { readonly file: RunFile },
	Run,
>(
	items: readonly Item[],
	read: (item: Item) => Promise<Run>,
): Promise<History<Run>> {
	const runs: Run[] = [];
	const notes: string[] = [];
	for (const item of items) {
		const { path } = "file" in item ? item.file : item;
		try {
			runs.push(await read(item));
		} catch (error) {
			if (existsSync(path)) {
				notes.push(
					`${path} is damaged and left out (${errorText(error)}). Where its journal is still there, quantgrid history rebuild writes it again.`,
				);
			}
		}
	}
	return { runs, notes };
}

function compare(a: RunFacts, b: RunFacts): number {
	const [first, second] = [`${a.at} ${a.key}`, `${b.at} ${b.key}`];
	return Number(first > second) - Number(first < second);
}
