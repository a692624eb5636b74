import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorText, UserError } from "../lib/errors.ts";
import type { ReportFiles } from "../reports/report-files.ts";

/**
 * Writes the files of a report into a folder and gives their paths. Rejects with a UserError when the folder cannot be
 * written, which ends with the way out.
 */
export async function writeFiles(
	directory: string,
	files: ReportFiles,
	wayOut: string,
): Promise<readonly string[]> {
	const paths: string[] = [];
	try {
		for (const [path, content] of files) {
			const target = join(directory, path);
			await mkdir(dirname(target), { recursive: true });
			await writeFile(target, content);
			paths.push(target);
		}
	} catch (error) {
		throw new UserError(
			`${directory}: the report cannot be written (${errorText(error)}). ${wayOut}`,
		);
	}
	return paths;
}
