import { mkdir, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { errorCode, errorText, UserError } from "../lib/errors.ts";
import { replaceFile } from "../lib/whole-file.ts";
import { nameSchema } from "../plan/name.ts";
import type { RunFile } from "./ask-files.ts";
import { withDuckDB } from "./duckdb.ts";
import type { Journal } from "./journal.ts";
import { recordOf } from "./record.ts";
import { writeRun } from "./write-run.ts";

const EXTENSION = ".parquet";

/** The name of a run's file without its extension: the run's id and its origin. */
const RUN_NAME = /^[A-Za-z0-9][A-Za-z0-9-]*-[0-9a-f]{8}$/;

/** The files of a history, ordered by their keys, and what is to be said of those that are none of its own. */
export type RunFiles = {
	readonly files: readonly RunFile[];
	readonly notes: readonly string[];
};

/**
 * Records a run in a history: writes the file that its journal gives, in place of the one that was there. Gives the run's
 * key. Throws a UserError when the journal is not one of a run, or when the folder cannot be written to.
 */
export async function addRun(
	folder: string,
	journal: Journal,
): Promise<string> {
	const record = recordOf(journal);
	const { key } = record.run;
	const path = join(runsFolder(folder), `${key}${EXTENSION}`);
	try {
		await mkdir(dirname(path), { recursive: true });
		await withDuckDB(runsFolder(folder), (connection) =>
			replaceFile(path, (draft) => writeRun(connection, record, draft)),
		);
	} catch (error) {
		throw new UserError(
			`${path}: the run cannot be recorded (${errorText(error)}). Free the disk, or name another history with --history.`,
			{ cause: error },
		);
	}
	return key;
}

/** The folder in a history that holds the files of its runs. */
export function runsFolder(folder: string): string {
	return join(resolve(folder), "runs");
}

/** The files of a history, or those of one suite. A history that does not exist yet has none. */
export async function listFiles(
	folder: string,
	suite?: string,
): Promise<RunFiles> {
	const parent = runsFolder(folder);
	const suites = (await entriesOf(parent)).filter(
		(entry) =>
			entry.isDirectory() &&
			nameSchema.safeParse(entry.name).success &&
			(suite === undefined || entry.name === suite),
	);
	const listed = await Promise.all(
		suites.map(({ name }) => listSuite(join(parent, name), name)),
	);
	return {
		files: listed
			.flatMap(({ files }) => files)
			.toSorted((a, b) => Number(a.key > b.key) - Number(a.key < b.key)),
		notes: listed.flatMap(({ notes }) => notes),
	};
}

async function listSuite(parent: string, suite: string): Promise<RunFiles> {
	const files: RunFile[] = [];
	const notes: string[] = [];
	for (const entry of await entriesOf(parent)) {
		if (!entry.name.endsWith(EXTENSION)) {
			continue;
		}
		const path = join(parent, entry.name);
		const name = entry.name.slice(0, -EXTENSION.length);
		if (entry.isFile() && RUN_NAME.test(name)) {
			files.push({ key: `${suite}/${name}`, path });
		} else {
			notes.push(
				`${path} is left out: it is not a file with the name of a run.`,
			);
		}
	}
	return { files, notes };
}

async function entriesOf(folder: string) {
	try {
		return await readdir(folder, { withFileTypes: true });
	} catch (error) {
		if (errorCode(error) === "ENOENT") {
			return [];
		}
		throw new UserError(
			`${folder}: the history cannot be read (${errorText(error)}). Name another with --history.`,
			{ cause: error },
		);
	}
}
