import { existsSync } from "node:fs";
import { errorText } from "../lib/errors.ts";
import { askRows, type OpenFiles, type RunFile } from "./ask-files.ts";
import { withDuckDB } from "./duckdb.ts";
import { listFiles, runsFolder } from "./folder.ts";
import {
	type RunFacts,
	readCells,
	readFacts,
	type SharedLists,
} from "./read-run.ts";
import type { RecordedRun } from "./recorded-run.ts";
import { countRowSchema } from "./run-rows.ts";

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
	return readRuns(selection, async (open, facts) => {
		const cells = await readCells(open, lists);
		return facts.map((run, index) => ({ ...run, cells: cells[index] ?? [] }));
	});
}

/** A run of a history without its cells, but with their number. */
export type ListedRun = RunFacts & {
	readonly cellCount: number;
	readonly measuredCount: number;
};

/** Lists runs of a history: what was run when and where. */
export function listRuns(selection: RunSelection): Promise<History<ListedRun>> {
	return readRuns(selection, async (open, facts) => {
		const counts = await askRows(
			open,
			countRowSchema,
			"WHERE launch_index = 0 GROUP BY file_index, status",
		);
		return facts.map((run, file) => {
			const ofRun = counts[file] ?? [];
			const sum = (rows: typeof ofRun) =>
				rows.reduce((total, row) => total + row["count(*)"], 0);
			return {
				...run,
				cellCount: sum(ofRun),
				measuredCount: sum(ofRun.filter(({ status }) => status === "measured")),
			};
		});
	});
}

/**
 * Reads something of each selected run. `read` gets many files at once, with the facts of their runs, and gives as many
 * values. A file that it rejects is left out with a note that names it; one that was removed meanwhile without.
 */
export async function readRuns<Run>(
	{ folder, suite, since = "", last, keys }: RunSelection,
	read: (
		open: OpenFiles,
		facts: readonly RunFacts[],
	) => Promise<readonly Run[]>,
): Promise<History<Run>> {
	const listed = await listFiles(folder, suite);
	const wanted = keys && new Set(keys);
	const files = listed.files.filter(({ key }) => wanted?.has(key) ?? true);
	return withDuckDB(runsFolder(folder), async (connection) => {
		const found = await readSound(files, async (sound) => {
			const facts = await readFacts({ connection, files: sound });
			return facts.map((run, index) => ({ ...(sound[index] as RunFile), run }));
		});
		const selected = found.runs
			.filter(({ run }) => run.at >= since)
			.toSorted((a, b) => compare(a.run, b.run))
			.slice(-(last ?? found.runs.length) || found.runs.length);
		const result = await readSound(selected, (sound) =>
			read(
				{ connection, files: sound },
				sound.map(({ run }) => run),
			),
		);
		return {
			runs: result.runs,
			notes: [...listed.notes, ...found.notes, ...result.notes],
		};
	});
}

/** Reads files all at once; where that fails, each half of them, until the ones that are damaged stand alone. */
async function readSound<File extends RunFile, Run>(
	files: readonly File[],
	read: (files: readonly File[]) => Promise<readonly Run[]>,
): Promise<History<Run>> {
	const [first] = files;
	if (first === undefined) {
		return { runs: [], notes: [] };
	}
	try {
		return { runs: await read(files), notes: [] };
	} catch (error) {
		if (files.length === 1) {
			return { runs: [], notes: noteOf(first, error) };
		}
		const middle = Math.floor(files.length / 2);
		const before = await readSound(files.slice(0, middle), read);
		const after = await readSound(files.slice(middle), read);
		return {
			runs: [...before.runs, ...after.runs],
			notes: [...before.notes, ...after.notes],
		};
	}
}

function noteOf({ path }: RunFile, error: unknown): readonly string[] {
	return existsSync(path)
		? [
				`${path} is damaged and left out: ${errorText(error).slice(0, 300)}. Where its journal is still there, quantgrid history rebuild writes it again.`,
			]
		: [];
}

function compare(a: RunFacts, b: RunFacts): number {
	const [first, second] = [`${a.at} ${a.key}`, `${b.at} ${b.key}`];
	return Number(first > second) - Number(first < second);
}
