import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { addRun } from "../../history/add-run.ts";
import type { Entry, RunEntry } from "../../history/entry.ts";
import {
	appendEntry,
	type Journal,
	readJournal,
} from "../../history/journal.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import { journalOf, MNIST_SUITE, type RunShape } from "./examples.ts";

const DAY_MS = 86_400_000;

/** Writes a journal of entries and reads it back. */
export async function writeJournal(
	path: string,
	entries: readonly Entry[],
): Promise<Journal> {
	await mkdir(dirname(path), { recursive: true });
	for (const entry of entries) {
		appendEntry(path, entry);
	}
	return readJournal(path);
}

/** What a night of the example suite is, besides its number. */
export type NightShape = RunShape & {
	readonly suite?: SuiteDeclaration;
	/** Entries after the last one, which may be left out. */
	readonly change?: (entries: readonly Entry[]) => readonly Entry[];
};

/** The first line of the journal of a night, by its number. */
export function nightOf(number: number): Pick<RunEntry, "id" | "at"> {
	const at = new Date(Date.UTC(2026, 0, 1) + number * DAY_MS).toISOString();
	return { at, id: at.replaceAll(/[-:.]/g, "") };
}

/** Runs a night of the example suite in a folder, `runs/<suite>/<run id>/`, and reads its journal. */
export async function writeNight(
	folder: string,
	number: number,
	{ suite = MNIST_SUITE, change, ...shape }: NightShape = {},
): Promise<{ readonly path: string; readonly journal: Journal }> {
	const night = nightOf(number);
	const entries = journalOf(suite, {
		...shape,
		run: { ...night, ...shape.run },
	});
	const path = join(folder, "runs", suite.name, night.id, "journal.jsonl");
	const journal = await writeJournal(path, change?.(entries) ?? entries);
	return { path, journal };
}

/** Records a night in the history of a folder, `runs/.history`; gives the run's key. */
export async function recordNight(
	folder: string,
	number: number,
	shape: NightShape = {},
): Promise<string> {
	const { journal } = await writeNight(folder, number, shape);
	return (await addRun(historyIn(folder), journal)).key;
}

/** The history of a folder, where the commands look for it. */
export function historyIn(folder: string): string {
	return join(folder, "runs", ".history");
}
