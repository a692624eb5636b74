import { appendFile, stat } from "node:fs/promises";
import type { ChangeReport } from "../compare/comparison.ts";
import { errorText, UserError } from "../lib/errors.ts";
import { changeFiles } from "../reports/changes/change-files.ts";
import { digest } from "../reports/changes/digest.ts";
import { changesMarkdown } from "../reports/changes/markdown.ts";
import { writeFiles } from "./write-files.ts";

/**
 * Writes every file of a report about changes into a folder and gives their paths. Rejects with a UserError when the
 * folder cannot be written.
 */
export async function writeChangeReports(
	report: ChangeReport,
	directory: string,
): Promise<readonly string[]> {
	return writeFiles(
		directory,
		await changeFiles(report),
		"Free the disk or choose another folder.",
	);
}

/**
 * What the summary of one step may hold: GitHub refuses more than 1 MiB.
 * https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#step-isolation-and-limits
 */
const MOST_SUMMARY_BYTES = 1024 * 1024;

/** Less than this is not worth a report: its first lines would be cut. */
const LEAST_SUMMARY_BYTES = 4096;

/**
 * Appends the report to the summary of the step, where this is a step of a GitHub workflow: to the file that
 * `GITHUB_STEP_SUMMARY` names, as far as there is room in it. `page` is the address of changes.html where it is
 * published. Gives whether anything was appended. Rejects with a UserError when the file cannot be written.
 */
export async function appendJobSummary(
	report: ChangeReport,
	{
		page,
		environment = process.env,
	}: {
		readonly page?: string | undefined;
		readonly environment?: NodeJS.ProcessEnv;
	} = {},
): Promise<boolean> {
	const path = environment.GITHUB_STEP_SUMMARY ?? "";
	if (path === "") {
		return false;
	}
	const written = await stat(path).then(
		({ size }) => size,
		() => 0,
	);
	const mostBytes = MOST_SUMMARY_BYTES - written - 1;
	if (mostBytes < LEAST_SUMMARY_BYTES) {
		return false;
	}
	const text = changesMarkdown(digest(report), {
		page,
		mostBytes: Math.min(mostBytes, SUMMARY_BYTES),
	});
	try {
		await appendFile(path, `${text}\n`);
	} catch (error) {
		throw new UserError(
			`GITHUB_STEP_SUMMARY names ${path}, which cannot be written (${errorText(error)}). Unset the variable, or name a file that can be written.`,
		);
	}
	return true;
}

/** Longer summaries are slow to open, and nobody reads them to their end. */
const SUMMARY_BYTES = 200_000;
