import {
	type ConfirmationPair,
	type DoneConfirmation,
	SIDES,
} from "../plan/confirmation.ts";
import type { ConfirmationEntry, Entry } from "./entry.ts";
import { readLaunches } from "./launch-reading.ts";
import { latencyOf } from "./record.ts";
import type { RecordedLaunch } from "./recorded-run.ts";

/** Every launch of a confirmation that a journal holds, in their order. */
export function confirmationsOf(
	entries: readonly Entry[],
): readonly ConfirmationEntry[] {
	return entries.filter((entry) => entry.kind === "confirmation");
}

/** The figures of both sides of each round, in milliseconds and bytes; a round whose samples are damaged is left out. */
export function launchPairs(
	pairs: readonly ConfirmationPair[],
): readonly Readonly<Record<keyof ConfirmationPair, RecordedLaunch>>[] {
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
