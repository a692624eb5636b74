import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { readJournal } from "../history/journal.ts";
import { JOURNAL_FILE } from "../run/run-directory.ts";
import { languageOption, type ReportOptions } from "./language.ts";
import { printTable, writeReport } from "./write-report.ts";

/** `quantgrid report RUN`: makes the report of a run again, from its journal alone. */
export function reportCommand(): Command {
	return new Command("report")
		.description("make the report of a run again, from its journal")
		.argument("<run>", "the folder of a run, or its journal.jsonl")
		.option(
			"--out <folder>",
			"where the report goes, instead of the folder of the run",
		)
		.addOption(languageOption())
		.action(report);
}

async function report(
	run: string,
	options: ReportOptions & { readonly out?: string },
): Promise<void> {
	const path = existsSync(join(run, JOURNAL_FILE))
		? join(run, JOURNAL_FILE)
		: run;
	const { entries, tornBytes } = await readJournal(path);
	if (tornBytes > 0) {
		console.error(
			`${path}: the last line was torn off when the run was killed; its ${tornBytes} bytes are left out.`,
		);
	}
	const directory = options.out ?? dirname(path);
	await writeReport(directory, entries, options);
	printTable(entries, options);
	console.error(`Report: ${join(directory, "report.html")}`);
}
