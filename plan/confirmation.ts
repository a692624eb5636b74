import { type Cell, cellId } from "./cell.ts";
import { missReason } from "./miss-reason.ts";
import type { Outcome } from "./outcome.ts";
import { isThrottled } from "./throttled.ts";

/** The two files that a confirmation measures: that of the baseline, and that of the run held against it. */
export const SIDES = ["baseline", "current"] as const;

/** One of the two files of a confirmation. */
export type Side = (typeof SIDES)[number];

/** A cell, and the sha256 of its file on each side. */
export type FilePair = {
	readonly cell: Cell;
	readonly sha256: Readonly<Record<Side, string>>;
};

/** A launch of a confirmation that is done. */
export type DoneConfirmation = FilePair & {
	/** When it ended, as ISO 8601 in UTC. */
	readonly at: string;
	readonly side: Side;
	readonly round: number;
	readonly outcome: Outcome;
};

/** What both sides gave in one round, one right after the other. */
export type ConfirmationPair = Readonly<Record<Side, DoneConfirmation>>;

/** What the rounds so far say. */
export type Decision = "confirmed" | "refuted" | "continue";

/** How a confirmation stands; it is given up when a side cannot be measured. */
export type Standing =
	| { readonly status: Decision }
	| { readonly status: "given-up"; readonly reason: string };

/** After how many launches without a measurement a confirmation is given up. */
const GIVE_UP_AFTER = 3;

/** The launches of a cell on these very files, among all that were done. */
export function launchesOf(
	{ cell, sha256 }: FilePair,
	done: readonly DoneConfirmation[],
): readonly DoneConfirmation[] {
	return done.filter(
		(launch) =>
			cellId(launch.cell) === cellId(cell) &&
			SIDES.every((side) => launch.sha256[side] === sha256[side]),
	);
}

/** The rounds in which both files of a cell were measured, in their order. */
export function confirmationPairs(
	files: FilePair,
	done: readonly DoneConfirmation[],
): readonly ConfirmationPair[] {
	const measured = launchesOf(files, done).filter(
		({ outcome }) => missOf(outcome) === undefined,
	);
	return measured
		.filter(({ side }) => side === "baseline")
		.toSorted((a, b) => a.round - b.round)
		.flatMap((baseline) => {
			const current = measured.find(
				({ side, round }) => side === "current" && round === baseline.round,
			);
			return current === undefined ? [] : [{ baseline, current }];
		});
}

/** How a confirmation stands after what was done, by what `decide` makes of its pairs. */
export function standingOf(
	files: FilePair,
	done: readonly DoneConfirmation[],
	decide: (pairs: readonly ConfirmationPair[]) => Decision,
): Standing {
	const misses = launchesOf(files, done).flatMap(({ side, outcome }) => {
		const why = missOf(outcome);
		return why === undefined ? [] : [{ side, why, outcome }];
	});
	const last = misses.at(-1);
	if (
		last !== undefined &&
		(misses.length >= GIVE_UP_AFTER || last.outcome.status === "unsupported")
	) {
		const file = last.side === "baseline" ? "the baseline's" : "tonight's";
		return {
			status: "given-up",
			reason: `${file} file could not be measured again: ${last.why}`,
		};
	}
	return { status: decide(confirmationPairs(files, done)) };
}

/** Why a launch says nothing of its file; undefined where it does. */
function missOf(outcome: Outcome): string | undefined {
	if (outcome.status !== "measured") {
		return missReason(outcome);
	}
	return isThrottled(outcome) ? "its device was throttled" : undefined;
}
