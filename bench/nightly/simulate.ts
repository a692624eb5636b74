import { compareRuns } from "../../compare/compare-runs.ts";
import type { Change } from "../../compare/comparison.ts";
import {
	type Confirmation,
	conclude,
	suspicionsOf,
} from "../../compare/conclude.ts";
import {
	decideConfirmation,
	type LaunchPair,
	MOST_ROUNDS,
	type Suspicion,
} from "../../compare/confirmation.ts";
import { RULES } from "../../compare/rules.ts";
import { cellId } from "../../plan/cell.ts";
import type { Night, Stretch } from "./night.ts";

/** What our rules made of a night. */
export type NightReport = {
	readonly changes: readonly Change[];
	readonly suspicions: readonly Suspicion[];
	/** Launches that confirming took, of both files, by cell. */
	readonly launches: ReadonlyMap<string, number>;
};

/** Compares a night, measures again what is suspicious, and concludes: what `nightly` does, without a machine. */
export function reportNight(stretch: Stretch, night: Night): NightReport {
	const comparison = compareRuns({ ...night, accepted: [] });
	const suspicions = suspicionsOf(comparison);
	const confirmations = suspicions.map((suspicion) =>
		confirm(suspicion, night.pairsOf(placeOf(stretch, suspicion), MOST_ROUNDS)),
	);
	const { changes } = conclude(comparison, confirmations, []);
	return {
		changes,
		suspicions,
		launches: new Map(
			confirmations.map(({ suspicion, pairs }) => [
				cellId(suspicion.cell),
				2 * pairs.length,
			]),
		),
	};
}

function confirm(
	suspicion: Suspicion,
	pairs: readonly LaunchPair[],
): Confirmation {
	for (const { rounds } of RULES.confirmation.looks) {
		const soFar = pairs.slice(0, rounds);
		const status = decideConfirmation(soFar, suspicion);
		if (status !== "continue") {
			return { suspicion, pairs: soFar, end: { status } };
		}
	}
	throw new Error("a confirmation did not come to an end");
}

function placeOf({ cells }: Stretch, { cell }: Suspicion): number {
	return cells.findIndex((each) => cellId(each) === cellId(cell));
}
