import {
	type ConfirmationPair,
	type DoneConfirmation,
	SIDES,
	type Side,
} from "../plan/confirmation.ts";
import type { ConfirmationEntry, Entry } from "./entry.ts";
import { readLaunches } from "./launch-reading.ts";
import { latencyOf } from "./record.ts";
import type { RecordedLaunch } from "./recorded-run.ts";

/** The figures of one round of a confirmation: a launch of each file, one right after the other. */
export type LaunchPair = Readonly<Record<Side, RecordedLaunch>>;

/** Every launch of a confirmation that a journal holds, in their order. */
export function confirmationsOf(
	entries: readonly Entry[],
): readonly ConfirmationEntry[] {
	return entries.filter((entry) => entry.kind === "confirmation");
}

/** The figures of both sides of each round, in milliseconds and bytes; a round whose samples are damaged is left out. */
export function launchPairs(
	pairs: readonly ConfirmationPair[],
): readonly LaunchPair[] {
	return pairs.flatMap((pair) => {
		const [baseline, current] = SIDES.map((side) => recordedLaunch(pair[side]));
		return baseline === undefined || current === undefined
			? []
			: [{ baseline, current }];
	});
}

function recordedLaunch(launch: DoneConfirmation): RecordedLaunch | undefined {
	const { at, cell, round, outcome } = launch;
	const [reading] = readLaunches([
		{ kind: "launch", at, cell, task: "latency", round, outcome },
	]);
	return reading?.kind === "latency" ? latencyOf(reading) : undefined;
}
