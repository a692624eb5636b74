import { type Entry, JOURNAL_FORMAT } from "../history/entry.ts";
import { appendEntry, mendJournal } from "../history/journal.ts";
import { packageVersion } from "../lib/package.ts";
import type { Preset } from "../plan/axes.ts";
import type { Suite } from "../plan/suite.ts";
import type { Builder } from "./artifacts.ts";
import { commitOf } from "./commit.ts";
import { deviceEntries } from "./device-entries.ts";
import { type RunDirectory, runId, suiteSha256 } from "./run-directory.ts";
import { runSuite } from "./run-suite.ts";
import { type TuningContext, whileTuned } from "./tune-devices.ts";

/** A run to be recorded: a suite, how much of it is measured, and where its journal is. */
export type RecordedRun = {
	readonly suite: Suite;
	readonly preset: Preset;
	readonly place: RunDirectory;
	/** A folder of the user's repository, whose commit is noted; the current folder where it is absent. */
	readonly repository?: string;
	/** Whether it is a nightly run, which a killed one's successor may go on with. */
	readonly nightly?: boolean;
};

/** What a recorded run works with. */
export type RecordContext = TuningContext & {
	readonly build: Builder;
	readonly now: () => Date;
	/** Resolves after a time; rejects with the signal's reason when it is interrupted. */
	readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
	readonly signal: AbortSignal;
};

/**
 * Runs a suite into its journal: first what is run and on what devices, or that the run is resumed, then an entry for
 * everything that happens. Rejects as `runSuite` does; what was measured until then is in the journal, and governors that
 * were set are set back.
 */
export async function recordRun(
	run: RecordedRun,
	context: RecordContext,
): Promise<void> {
	await whileTuned(run.suite, context, () => recordLaunches(run, context));
}

async function recordLaunches(
	{ suite, preset, place, repository = process.cwd(), nightly }: RecordedRun,
	context: RecordContext,
): Promise<void> {
	const append = (entry: Entry): void => appendEntry(place.journal, entry);
	const devices = await deviceEntries(suite, context);
	const at = place.began ?? context.now();
	if (place.resumed === undefined) {
		append({
			kind: "run",
			format: JOURNAL_FORMAT,
			at: at.toISOString(),
			id: runId(at),
			suite,
			suiteSha256: suiteSha256(suite),
			preset,
			seed: suite.seed,
			quantgridVersion: packageVersion(),
			commit: await commitOf(repository),
			...(nightly === true && { nightly }),
		});
	} else {
		const tornBytes = await mendJournal(place.journal);
		append({ kind: "resumed", at: at.toISOString(), tornBytes });
	}
	devices.forEach(append);
	await runSuite(
		{ suite, preset, before: [...(place.resumed?.entries ?? []), ...devices] },
		{ ...context, append },
	);
}
