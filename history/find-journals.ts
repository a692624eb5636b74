import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../lib/errors.ts";
import { JOURNAL_FILE } from "./journal.ts";

/** The journals of all runs in a folder of runs, `<suite>/<run id>/`, in the order of their paths. */
export async function findJournals(runs: string): Promise<readonly string[]> {
	const journals: string[] = [];
	for (const suite of await foldersIn(runs)) {
		for (const run of await foldersIn(join(runs, suite))) {
			const names = await readdir(join(runs, suite, run));
			if (names.includes(JOURNAL_FILE)) {
				journals.push(join(runs, suite, run, JOURNAL_FILE));
			}
		}
	}
	return journals;
}

/** The folders in a folder, but for hidden ones; none where there is no such folder. */
async function foldersIn(parent: string): Promise<readonly string[]> {
	try {
		const entries = await readdir(parent, { withFileTypes: true });
		return entries
			.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
			.map(({ name }) => name)
			.toSorted();
	} catch (error) {
		if (errorCode(error) === "ENOENT") {
			return [];
		}
		throw error;
	}
}
