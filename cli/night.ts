import { compareRuns } from "../compare/compare-runs.ts";
import type { ChangeReport, Comparison } from "../compare/comparison.ts";
import { conclude } from "../compare/conclude.ts";
import { trendsOf } from "../compare/trends.ts";
import { acceptedBetween, readAccepted } from "../history/accepted.ts";
import { addRun } from "../history/add-run.ts";
import { type BaselineSpec, baselineRuns } from "../history/baseline-runs.ts";
import { appendEntry, type Journal, readJournal } from "../history/journal.ts";
import { listRuns } from "../history/read-history.ts";
import { isFinished, recordedRun } from "../history/record.ts";
import type { RecordedRun } from "../history/recorded-run.ts";
import { readSaid } from "../history/said.ts";
import { readTrends } from "../history/trends.ts";
import type { Preset } from "../plan/axes.ts";
import type { Suite } from "../plan/suite.ts";
import { isConfirmed } from "../reports/changes/claim.ts";
import type { NightDirectory } from "../run/nightly-directory.ts";
import { type RecordContext, recordRun } from "../run/record-run.ts";
import { whileTuned } from "../run/tune-devices.ts";
import { driftText } from "./drift-text.ts";
import { confirmNight } from "./night-confirmation.ts";

/** A nightly run: what is measured, where it goes, and what it is held against. */
export type Night = {
	readonly suite: Suite;
	readonly preset: Preset;
	readonly place: NightDirectory;
	/** A folder of the user's repository. */
	readonly repository: string;
	/** The folder of the history. */
	readonly history: string;
	readonly baseline: BaselineSpec;
};

/**
 * Measures a night, records it in the history, holds it against its baseline, and measures again what is suspicious.
 * Rejects with the signal's reason when it is interrupted before anything can be said; when it is interrupted while it
 * measures again, the report says so. A night that a device went away from measures nothing again.
 */
export function spendNight(
	night: Night,
	context: RecordContext,
): Promise<ChangeReport> {
	return whileTuned(night.suite, context, async () => {
		await measureNight(night, { ...context, tune: false });
		const { current, notes } = await recordNight(night);
		const { history } = night;
		const before = await baselineRuns(night.baseline, history, current);
		const report = await holdAgainst(before.runs, current, { night, context });
		return { ...report, notes: [...notes, ...before.notes, ...report.notes] };
	});
}

/** Measures what is not measured yet. What an interrupted night has measured is in the history when this rejects. */
async function measureNight(
	night: Night,
	context: RecordContext,
): Promise<void> {
	const { suite, preset, place, repository, history } = night;
	if (place.before !== undefined) {
		await completeRecord(history, place.before);
	}
	try {
		await recordRun(
			{ suite, preset, place, repository, nightly: true },
			context,
		);
	} catch (error) {
		if (context.signal.aborted) {
			await recordNight(night);
		}
		throw error;
	}
}

/** Records an earlier night of which the history does not have the end. */
async function completeRecord(folder: string, before: Journal): Promise<void> {
	const { key, suite } = recordedRun(before);
	const { runs } = await listRuns({ folder, suite });
	if (!runs.some((run) => run.key === key && run.finished)) {
		await addRun(folder, before);
	}
}

/** What a recorded night is, and what the reader must know of it. */
type RecordedNight = {
	readonly current: RecordedRun;
	readonly notes: readonly string[];
};

/** Records what a night has measured so far in the history. */
async function recordNight({ place, history }: Night): Promise<RecordedNight> {
	const journal = await readJournal(place.journal);
	const { lostArtifacts } = await addRun(history, journal);
	return {
		// It counts as finished for others once its report is written; for its own report once it is measured.
		current: {
			...recordedRun(journal),
			finished: isFinished(journal.entries),
		},
		notes: lostArtifacts.map(
			({ path }) =>
				`${path} was gone or changed before it could be kept, so it cannot be measured again on another night.`,
		),
	};
}

async function holdAgainst(
	baseline: readonly RecordedRun[],
	current: RecordedRun,
	{
		night,
		context,
	}: { readonly night: Night; readonly context: RecordContext },
): Promise<ChangeReport> {
	const newest = baseline.at(-1);
	if (newest === undefined) {
		return firstNight(current);
	}
	const accepted = await readAccepted(night.history);
	const times = {
		suite: current.suite,
		baselineAt: newest.at,
		currentAt: current.at,
	};
	const acceptedNow = acceptedBetween(accepted.changes, times);
	const comparison = compareRuns({ baseline, current, accepted: acceptedNow });
	const confirmations = current.finished
		? await confirmNight(night, comparison, context)
		: [];
	const { suite } = current;
	const history = await readTrends({
		folder: night.history,
		suite,
		last: MOST_NIGHTS,
	});
	const said = await readSaid(night.history, suite);
	const trends = trendsOf(history.cells, said.runs);
	return {
		comparison: conclude(comparison, confirmations, acceptedNow),
		trends,
		notes: [
			...(context.signal.aborted || !current.finished ? [UNDECIDED] : []),
			...trends.flatMap((trend) => driftText(trend) ?? []),
			...accepted.notes,
			...history.notes,
			...said.notes,
		],
	};
}

function firstNight(current: RecordedRun): ChangeReport {
	return {
		comparison: { baseline: [], current, deviceChanges: [], changes: [] },
		trends: [],
		notes: [FIRST_NIGHT],
	};
}

/** As many nights as a page can show. */
const MOST_NIGHTS = 366;

const FIRST_NIGHT =
	"This is the first finished night of this suite and preset: there is nothing to hold it against yet. The next night is held against this one.";

const UNDECIDED =
	"The night ended before every suspicion was decided. The next nightly goes on with them.";

/**
 * Notes in the journal of a night that its report is written, and what it says, so that the next one begins anew and may
 * be held against this one.
 */
export async function endNight(
	{ place, history }: Night,
	{ baseline, changes }: Comparison,
	now: Date,
): Promise<void> {
	const said = changes.flatMap((change) =>
		change.metric === "latency" && change.verdict !== "same"
			? {
					cell: change.cell,
					verdict: change.verdict,
					confirmed: isConfirmed(change),
				}
			: [],
	);
	appendEntry(place.journal, {
		kind: "concluded",
		at: now.toISOString(),
		baseline: baseline.map(({ key }) => key),
		said,
	});
	await addRun(history, await readJournal(place.journal));
}
