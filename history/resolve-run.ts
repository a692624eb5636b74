import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../lib/errors.ts";
import { nearestText } from "../lib/nearest.ts";
import { listBaselines, type NamedBaseline } from "./baselines.ts";
import { JOURNAL_FILE, readJournal } from "./journal.ts";
import { listRuns, readHistory } from "./read-history.ts";
import type { RunFacts } from "./read-run.ts";
import { recordedRun } from "./record.ts";
import type { RecordedRun } from "./recorded-run.ts";

/** The run that a reference means, and what is to be said of files of the history that were left out. */
export type ResolvedRun<Run> = {
	readonly run: Run;
	readonly notes: readonly string[];
};

/** `last`, `last~3`, `mnist/last~3`: so many runs before the newest one. */
const BY_AGE = /^(?:([^/]+)\/)?last(?:~(\d{1,6}))?$/;

/**
 * The run that a reference means: the folder of a run or its journal, `last`, `last~N` or `SUITE/last~N` for the N-th run
 * before the newest, the name of a baseline, or a run's key or the beginning of its key or id, where that fits one run
 * alone. `last~N` without a suite counts runs of the newest run's suite. Throws a UserError that names the nearest.
 */
export async function resolveRun(
	reference: string,
	folder: string,
): Promise<ResolvedRun<RecordedRun>> {
	const journal = journalAt(reference);
	if (journal !== undefined) {
		return { run: recordedRun(await readJournal(journal)), notes: [] };
	}
	const facts = await resolveFacts(reference, folder);
	const { key } = facts.run;
	const { runs, notes } = await readHistory({ folder, keys: [key] });
	const [run] = runs;
	if (run === undefined) {
		throw new UserError(
			notes[0] ?? `The run ${key} was just removed from the history.`,
		);
	}
	return { run, notes: facts.notes };
}

/** The facts of the run of a history that a reference means; as `resolveRun`, but for folders and journals. */
export async function resolveFacts(
	reference: string,
	folder: string,
): Promise<ResolvedRun<RunFacts>> {
	const { runs, notes } = await listRuns({ folder });
	const named = await listBaselines(folder);
	const found = find(reference, runs, named.baselines);
	if (typeof found !== "string") {
		return { run: found, notes: [...notes, ...named.notes] };
	}
	throw new UserError([found, ...notes, ...named.notes].join("\n"));
}

/** The journal that a path means: that of the run in this folder, or the file itself; undefined where neither is there. */
export function journalAt(path: string): string | undefined {
	const inside = join(path, JOURNAL_FILE);
	if (existsSync(inside)) {
		return inside;
	}
	return path.endsWith(".jsonl") && existsSync(path) ? path : undefined;
}

/** The run that a reference means among runs, oldest first; or, as a text, why there is none. */
function find(
	reference: string,
	runs: readonly RunFacts[],
	baselines: readonly NamedBaseline[],
): RunFacts | string {
	if (runs.length === 0) {
		return `There is no run ${JSON.stringify(reference)}: the history is empty. Record runs with quantgrid nightly, or with quantgrid history add.`;
	}
	const byAge = BY_AGE.exec(reference);
	if (byAge !== null) {
		return findByAge(runs, byAge[1], Number(byAge[2] ?? 0));
	}
	const baseline = baselines.find(({ name }) => name === reference);
	const wanted = baseline?.run ?? reference;
	const exact = runs.find(({ key }) => key === wanted);
	if (exact !== undefined) {
		return exact;
	}
	if (baseline !== undefined) {
		return `The baseline ${baseline.name} is the run ${baseline.run}, which is not in the history. Copy its file there, or set the baseline again.`;
	}
	const fitting = runs.filter(
		({ key, suite }) =>
			key.startsWith(reference) ||
			key.slice(suite.length + 1).startsWith(reference),
	);
	const [only] = fitting;
	if (only !== undefined && reference !== "" && fitting.length === 1) {
		return only;
	}
	return fitting.length > 1
		? `${JSON.stringify(reference)} fits ${fitting.length} runs: ${keysOf(fitting)}. Give more of the key.`
		: `There is no run ${JSON.stringify(reference)}: no folder with a journal, and nothing of this name in the history. ${nearestText(reference, [...baselines.map(({ name }) => name), ...runs.map(({ key }) => key)])} The newest is last, the one before it last~1.`;
}

function findByAge(
	runs: readonly RunFacts[],
	suite: string | undefined,
	back: number,
): RunFacts | string {
	const name = suite ?? runs.at(-1)?.suite;
	const ofSuite = runs.filter((run) => run.suite === name);
	const suites = [...new Set(runs.map((run) => run.suite))];
	return (
		ofSuite.at(-1 - back) ??
		(ofSuite.length === 0
			? `There is no run of the suite ${JSON.stringify(name)} in the history. ${nearestText(name ?? "", suites)}`
			: `There is no last~${back}: the history holds ${ofSuite.length} runs of the suite ${name}. The oldest is last~${ofSuite.length - 1}.`)
	);
}

function keysOf(runs: readonly RunFacts[]): string {
	const shown = runs.slice(0, 5).map(({ key }) => key);
	return `${shown.join(", ")}${runs.length > shown.length ? ", …" : ""}`;
}
