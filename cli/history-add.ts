import { Command } from "commander";
import { addRun } from "../history/add-run.ts";
import { readJournal } from "../history/journal.ts";
import { journalAt } from "../history/resolve-run.ts";
import { UserError } from "../lib/errors.ts";
import {
	type HistoryOptions,
	historyDirectory,
	historyOption,
} from "./history-directory.ts";

/** `quantgrid history add RUN…`: records runs by their journals. */
export function addCommand(): Command {
	return new Command("add")
		.description("record runs; recording one again replaces it")
		.argument("<run...>", "folders of runs, or their journal.jsonl")
		.addOption(historyOption())
		.action(add);
}

async function add(
	runs: readonly string[],
	options: HistoryOptions,
): Promise<void> {
	const journals = runs.map((run) => {
		const journal = journalAt(run);
		if (journal === undefined) {
			throw new UserError(
				`${run}: there is no run here. Expected a folder with a journal.jsonl, or a journal.`,
			);
		}
		return journal;
	});
	for (const journal of journals) {
		console.log(await addJournal(historyDirectory(options), journal));
	}
}

/** Records the run of a journal, tells what could not be kept of it, and gives its key. Throws a UserError as `addRun` does. */
export async function addJournal(
	folder: string,
	path: string,
): Promise<string> {
	const journal = await readJournal(path);
	if (journal.tornBytes > 0) {
		console.error(
			`${path}: the last line was torn off when the run was killed; its ${journal.tornBytes} bytes are left out.`,
		);
	}
	const { key, lostArtifacts } = await addRun(folder, journal);
	for (const { path: file } of lostArtifacts) {
		console.error(
			`${key}: the file ${file} is gone or changed since, so it cannot be measured again.`,
		);
	}
	return key;
}
