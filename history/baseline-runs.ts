import { UserError } from "../lib/errors.ts";
import { type History, listRuns, readHistory } from "./read-history.ts";
import type { RecordedRun } from "./recorded-run.ts";
import { resolveRun } from "./resolve-run.ts";

/** What a run is held against: the runs before it, or one that is named. */
export type BaselineSpec =
	| { readonly kind: "last"; readonly count: number }
	| { readonly kind: "named"; readonly reference: string };

/** More runs before tonight than anybody holds a night against. */
const MOST_RUNS = 100;

/**
 * Reads what a user says: `last` for the run before, `last:7` for the seven runs before, anything else for one run as
 * `resolveRun` finds it. Throws a UserError for a count that is none.
 */
export function parseBaselineSpec(text: string): BaselineSpec {
	const [, given] = /^last(?::(.*))?$/.exec(text) ?? [];
	if (text !== "last" && given === undefined) {
		return { kind: "named", reference: text };
	}
	const count = Number(given ?? 1);
	if (!Number.isInteger(count) || count < 1 || count > MOST_RUNS) {
		throw new UserError(
			`${JSON.stringify(text)} is no baseline. Expected last, last:N with N from 1 to ${MOST_RUNS}, the name of a baseline, or a run.`,
		);
	}
	return { kind: "last", count };
}

/**
 * The runs that a run is held against, oldest first: of `last`, the finished runs of the same suite and preset that began
 * before it. May be none, where there was no run yet. Throws a UserError when a named run is not there.
 */
export async function baselineRuns(
	spec: BaselineSpec,
	folder: string,
	current: Pick<RecordedRun, "key" | "suite" | "preset" | "at">,
): Promise<History<RecordedRun>> {
	if (spec.kind === "named") {
		const { run, notes } = await resolveRun(spec.reference, folder);
		return { runs: [run], notes };
	}
	const { key, suite, preset, at } = current;
	const listed = await listRuns({ folder, suite });
	const keys = listed.runs
		.filter(
			(run) =>
				run.finished && run.preset === preset && run.key !== key && run.at < at,
		)
		.slice(-spec.count)
		.map((run) => run.key);
	const { runs, notes } = await readHistory({ folder, suite, keys });
	return { runs, notes: [...new Set([...listed.notes, ...notes])] };
}
