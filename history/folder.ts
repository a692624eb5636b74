import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { errorCode, errorText, UserError } from "../lib/errors.ts";
import { nameSchema } from "../plan/name.ts";
import type { RunFile } from "./ask-files.ts";

const EXTENSION = ".parquet";

/** The name of a run's file without its extension: the run's id and its origin. */
const RUN_NAME = /^[A-Za-z0-9][A-Za-z0-9-]*-[0-9a-f]{8}$/;

/** The files of a history, ordered by their keys, and what is to be said of those that are none of its own. */
export type RunFiles = {
	readonly files: readonly RunFile[];
	readonly notes: readonly string[];
};

/** The file of a run in a history. */
export function pathOfRun(folder: string, key: string): string {
	return join(runsFolder(folder), `${key}${EXTENSION}`);
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
	const suites = await suitesOf(folder);
	const listed = await Promise.all(
		suites
			.filter((name) => suite === undefined || name === suite)
			.map((name) => listSuite(join(runsFolder(folder), name), name)),
	);
	return {
		files: listed
			.flatMap(({ files }) => files)
			.toSorted((a, b) => Number(a.key > b.key) - Number(a.key < b.key)),
		notes: listed.flatMap(({ notes }) => notes),
	};
}

/** The suites of which a history holds runs; each has a folder of its own. */
export async function suitesOf(folder: string): Promise<readonly string[]> {
	const entries = await entriesOf(runsFolder(folder));
	return entries.flatMap((entry) =>
		entry.isDirectory() && nameSchema.safeParse(entry.name).success
			? [entry.name]
			: [],
	);
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
