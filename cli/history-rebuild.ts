import { existsSync } from "node:fs";
import { Command } from "commander";
import { differencesFromJournal } from "../history/check-run.ts";
import { findJournals } from "../history/find-journals.ts";
import { pathOfRun } from "../history/folder.ts";
import { readJournal } from "../history/journal.ts";
import { listRuns } from "../history/read-history.ts";
import { recordedRun } from "../history/record.ts";
import { errorText, UserError } from "../lib/errors.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import { addJournal } from "./history-add.ts";
import {
	type HistoryOptions,
	historyDirectory,
	historyOption,
	tellNotes,
} from "./history-directory.ts";

type RebuildOptions = HistoryOptions & {
	readonly runs: string;
	readonly check: boolean;
};

/** `quantgrid history rebuild`: writes the history again from the journals, or holds it against them. */
export function rebuildCommand(exit: Exit): Command {
	return new Command("rebuild")
		.description(
			"record every run whose journal is there again; runs without a journal stay as they are",
		)
		.option("--runs <folder>", "the folder of the journals", "runs")
		.option(
			"--check",
			"write nothing; say which recorded runs are damaged or differ from their journals, with exit code 1",
			false,
		)
		.addOption(historyOption())
		.action(async (options: RebuildOptions) => {
			const sound = await (options.check ? check(options) : rebuild(options));
			if (!sound) {
				exit(EXIT.regression);
			}
		});
}

async function rebuild(options: RebuildOptions): Promise<boolean> {
	const folder = historyDirectory(options);
	let sound = true;
	for (const path of await journalsIn(options.runs)) {
		try {
			console.log(await addJournal(folder, path));
		} catch (error) {
			if (!(error instanceof UserError)) {
				throw error;
			}
			sound = false;
			console.error(error.message);
		}
	}
	return sound;
}

async function check(options: RebuildOptions): Promise<boolean> {
	const folder = historyDirectory(options);
	const { runs, notes } = await listRuns({ folder });
	tellNotes(notes);
	const checked = new Set<string>();
	let sound = notes.length === 0;
	for (const path of await journalsIn(options.runs)) {
		const verdict = await checkJournal(folder, path, checked);
		sound = sound && verdict.sound;
		console.log(verdict.text);
	}
	for (const { key } of runs.filter(({ key }) => !checked.has(key))) {
		console.log(`${key}: its journal is not in ${options.runs}; not checked`);
	}
	return sound;
}

type Verdict = { readonly sound: boolean; readonly text: string };

async function checkJournal(
	folder: string,
	path: string,
	checked: Set<string>,
): Promise<Verdict> {
	try {
		const journal = await readJournal(path);
		const { key } = recordedRun(journal);
		if (!existsSync(pathOfRun(folder, key))) {
			return { sound: true, text: `${path}: not recorded` };
		}
		checked.add(key);
		const differences = await differencesFromJournal(folder, journal);
		return differences.length === 0
			? { sound: true, text: `${key}: as its journal` }
			: {
					sound: false,
					text: `${key}: differs from ${path}: ${differences.join("; ")}`,
				};
	} catch (error) {
		return { sound: false, text: `${path}: ${errorText(error)}` };
	}
}

async function journalsIn(runs: string): Promise<readonly string[]> {
	const journals = await findJournals(runs);
	if (journals.length === 0) {
		throw new UserError(
			`${runs}: there are no journals here. Name the folder of the runs with --runs.`,
		);
	}
	return journals;
}
