import { cellId } from "./cell.ts";
import { launchId, type PlannedLaunch } from "./launches.ts";
import { isLost } from "./lost.ts";
import type { Outcome } from "./outcome.ts";
import { isThrottled } from "./throttled.ts";

/** After how many launches in a row without a measurement a cell is given up. */
const GIVE_UP_AFTER = 2;

/** A launch that is done, and what became of it. */
export type DoneLaunch = PlannedLaunch & { readonly outcome: Outcome };

/** How often a launch that was throttled is measured again on a device. */
export type Retries = (device: string) => number;

/**
 * The launches of a plan that are still to do: not those done already, unless they were throttled and may be measured
 * again, and none of a cell that a runtime does not support or whose last two launches both failed, crashed or timed out.
 * A launch whose device was missing is as if it had never begun.
 */
export function launchesToDo(
	plan: readonly PlannedLaunch[],
	done: readonly DoneLaunch[],
	retries: Retries = () => 0,
): readonly PlannedLaunch[] {
	const finished = new Set<string>();
	const attempts = new Map<string, number>();
	const misses = new Map<string, number>();
	for (const launch of done) {
		const { cell, outcome } = launch;
		if (isLost(outcome)) {
			continue;
		}
		const id = launchId(launch);
		const attempt = (attempts.get(id) ?? 0) + 1;
		attempts.set(id, attempt);
		if (!isThrottled(outcome) || attempt > retries(cell.device)) {
			finished.add(id);
		}
		misses.set(
			cellId(cell),
			missesAfter(outcome, misses.get(cellId(cell)) ?? 0),
		);
	}
	return plan.filter(
		(launch) =>
			!finished.has(launchId(launch)) &&
			(misses.get(cellId(launch.cell)) ?? 0) < GIVE_UP_AFTER,
	);
}

/** Which attempt at a launch comes next, from 1. */
export function nextAttempt(
	launch: PlannedLaunch,
	done: readonly DoneLaunch[],
): number {
	const id = launchId(launch);
	return done.filter((earlier) => launchId(earlier) === id).length + 1;
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
