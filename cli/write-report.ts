import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Entry } from "../history/entry.ts";
import { errorText, UserError } from "../lib/errors.ts";
import { terminalLook } from "../lib/terminal.ts";
import { reportFiles } from "../reports/report-files.ts";
import { terminalTable } from "../reports/terminal-table.ts";
import type { ReportOptions } from "./language.ts";

/** Writes every file of a run's report into a folder. Rejects with a UserError when the folder cannot be written. */
export async function writeReport(
	directory: string,
	entries: readonly Entry[],
	{ lang }: ReportOptions,
): Promise<void> {
	const files = await reportFiles(entries, { lang });
	try {
		for (const [path, content] of files) {
			const target = join(directory, path);
			await mkdir(dirname(target), { recursive: true });
			await writeFile(target, content);
		}
	} catch (error) {
		throw new UserError(
			`${directory}: the report cannot be written (${errorText(error)}). Mend that, then run: quantgrid report ${directory}`,
		);
	}
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
