import type { Entry } from "../history/entry.ts";
import { terminalLook } from "../lib/terminal.ts";
import { reportFiles } from "../reports/report-files.ts";
import { terminalTable } from "../reports/terminal-table.ts";
import type { ReportOptions } from "./language.ts";
import { writeFiles } from "./write-files.ts";

/** Writes every file of a run's report into a folder. Rejects with a UserError when the folder cannot be written. */
export async function writeReport(
	directory: string,
	entries: readonly Entry[],
	{ lang }: ReportOptions,
): Promise<void> {
	await writeFiles(
		directory,
		await reportFiles(entries, { lang }),
		`Mend that, then run: quantgrid report ${directory}`,
	);
}

/** Prints the table of a run on stdout, as wide as the terminal. */
export function printTable(
	entries: readonly Entry[],
	{ lang }: ReportOptions,
): void {
	const { colour, columns } = terminalLook(process.stdout);
	process.stdout.write(
		terminalTable(entries, { lang, colour, width: columns }),
	);
}
