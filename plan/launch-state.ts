import { cellId } from "./cell.ts";
import type { PlannedLaunch } from "./launches.ts";
import type { Outcome } from "./outcome.ts";

/** After how many launches in a row without a measurement a cell is given up. */
const GIVE_UP_AFTER = 2;

/** A launch that is done, and what became of it. */
export type DoneLaunch = PlannedLaunch & { readonly outcome: Outcome };

/**
 * The launches of a plan that are still to do: not those done already, and none of a cell that a runtime does not
 * support or whose last two launches both failed, crashed or timed out.
 */
export function launchesToDo(
	plan: readonly PlannedLaunch[],
	done: readonly DoneLaunch[],
): readonly PlannedLaunch[] {
	const finished = new Set(done.map(launchId));
	const misses = new Map<string, number>();
	for (const { cell, outcome } of done) {
		const id = cellId(cell);
		misses.set(id, missesAfter(outcome, misses.get(id) ?? 0));
	}
	return plan.filter(
		(launch) =>
			!finished.has(launchId(launch)) &&
			(misses.get(cellId(launch.cell)) ?? 0) < GIVE_UP_AFTER,
	);
}

function missesAfter(outcome: Outcome, before: number): number {
	switch (outcome.status) {
		case "measured":
			return 0;
		case "unsupported":
			return GIVE_UP_AFTER;
		default:
			return before + 1;
	}
}

function launchId({ cell, task, round }: PlannedLaunch): string {
	return `${cellId(cell)} ${task} ${round}`;
}
