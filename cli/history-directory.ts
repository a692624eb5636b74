import { join, resolve } from "node:path";
import { Option } from "commander";
import { RUNS_FOLDER } from "../run/run-directory.ts";

/** The option of every command that reads or writes a history. */
export type HistoryOptions = { readonly history?: string };

/** `--history`: the folder of the history. */
export function historyOption(): Option {
	return new Option(
		"--history <folder>",
		"the folder of the history, instead of QUANTGRID_HISTORY or runs/.history",
	);
}

/** The folder of the history: the option, else `QUANTGRID_HISTORY`, else `.history` in the folder of all runs. */
export function historyDirectory(
	{ history }: HistoryOptions,
	runs = RUNS_FOLDER,
): string {
	return resolve(
		history || process.env.QUANTGRID_HISTORY || join(runs, ".history"),
	);
}

/** Tells on stderr what must be known of a history besides the data: files that are left out. */
export function tellNotes(notes: readonly string[]): void {
	for (const note of notes) {
		console.error(note);
	}
}
