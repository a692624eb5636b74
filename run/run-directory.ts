import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { JOURNAL_FILE, type Journal, readJournal } from "../history/journal.ts";
import { errorCode, errorText, UserError } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import type { Suite } from "../plan/suite.ts";

/** The folder of all runs, where the user names no other. */
export const RUNS_FOLDER = "runs";

export { JOURNAL_FILE };

/** Where a run goes: a folder named by the user, or one of its own in `<runs>/<suite>/`. */
export type RunPlace = {
	readonly suite: Suite;
	/** The folder of all runs. */
	readonly runs: string;
	readonly out: string | undefined;
	readonly resume: boolean;
	readonly now: Date;
};

/** The folder of a run, and its journal so far where it is resumed. */
export type RunDirectory = {
	readonly directory: string;
	readonly journal: string;
	readonly resumed: Journal | undefined;
	/** When a new run began, which its id says; where it is absent, the moment of its first entry. */
	readonly began?: Date;
};

/** The sha256 of a suite's content: runs of the same suite have the same. */
export function suiteSha256(suite: Suite): string {
	return sha256(JSON.stringify(suite));
}

/**
 * Finds or makes the folder of a run. Throws a UserError when a new run would fall into the folder of another, when there
 * is nothing to resume, and when the suite has changed since the run to be resumed began.
 */
export async function openRunDirectory(place: RunPlace): Promise<RunDirectory> {
	const parent = join(place.runs, place.suite.name);
	const directory =
		place.out ??
		(place.resume ? await newestRun(parent) : join(parent, runId(place.now)));
	const journal = join(directory, JOURNAL_FILE);
	if (place.resume) {
		const resumed = await readJournal(journal);
		checkSameSuite(resumed, place.suite, directory);
		return { directory, journal, resumed };
	}
	if (existsSync(journal)) {
		throw new UserError(
			`${directory}: this folder holds a run already. Name another with --out, or go on with that run by --resume.`,
		);
	}
	await makeDirectory(directory);
	return { directory, journal, resumed: undefined, began: place.now };
}

/** The id of a run: the moment it began, in UTC, to the millisecond. */
export function runId(now: Date): string {
	return now.toISOString().replaceAll(/[-:.]/g, "");
}

async function newestRun(parent: string): Promise<string> {
	const runs = existsSync(parent)
		? (await readdir(parent)).filter((id) =>
				existsSync(join(parent, id, JOURNAL_FILE)),
			)
		: [];
	const newest = runs.toSorted().at(-1);
	if (newest === undefined) {
		throw new UserError(
			`${parent}: there is no run to resume here. Leave out --resume to begin one, or name its folder with --out.`,
		);
	}
	return join(parent, newest);
}

function checkSameSuite(
	{ run }: Journal,
	suite: Suite,
	directory: string,
): void {
	if (run.suiteSha256 !== suiteSha256(suite)) {
		throw new UserError(
			`${directory}: the suite has changed since this run began, so its figures would not belong together. Begin a new run without --resume.`,
		);
	}
}

async function makeDirectory(directory: string): Promise<void> {
	try {
		await mkdir(directory, { recursive: true });
	} catch (error) {
		throw new UserError(
			`${directory}: the folder of the run cannot be made (${errorCode(error) ?? errorText(error)}). Name another with --out.`,
		);
	}
}
