import type { Change, ComparedMetric } from "../../compare/comparison.ts";
import { launchFigure } from "../../compare/figure.ts";
import { launchLevelMs } from "../../history/launch-level.ts";
import type {
	RecordedLaunch,
	RecordedRun,
} from "../../history/recorded-run.ts";
import { type Interval, medianInterval } from "../../stats/bootstrap.ts";
import { median } from "../../stats/order.ts";
import type { Claim, ClaimedChange } from "./claim.ts";

/** A figure of the current run, as other tools keep it. */
export type CurrentFigure = {
	/** The cell's id as it is. */
	readonly cell: string;
	readonly metric: Exclude<ComparedMetric, "outcome">;
	/** In ms, 0–1 or bytes. */
	readonly value: number;
	/** Of a latency, the interval of the median over the launches' levels. */
	readonly interval: Interval | undefined;
	/** How many launches measured latency. */
	readonly launches: number;
	readonly claim: Claim;
};

/** Every figure that the current run measured, in the order of its claims. */
export function currentFigures(
	{ cells }: RecordedRun,
	claimed: readonly ClaimedChange[],
): readonly CurrentFigure[] {
	const launches = new Map(cells.map((cell) => [cell.id, cell.launches]));
	return claimed.flatMap(({ change, claim }) => {
		const { cell, metric } = change;
		const ofCell = launches.get(cell) ?? [];
		const sound = ofCell.filter(({ throttled }) => !throttled);
		const value = figureOfRun(change, sound);
		if (
			metric === "outcome" ||
			value === undefined ||
			!Number.isFinite(value)
		) {
			return [];
		}
		const interval =
			metric === "latency"
				? medianInterval(sound.map(launchLevelMs))
				: undefined;
		return { cell, metric, value, interval, launches: ofCell.length, claim };
	});
}

// A confirmed change tells the figures of its confirmation; here those of the run itself are asked for.
function figureOfRun(
	{ metric, current }: Change,
	launches: readonly RecordedLaunch[],
): number | undefined {
	const isNoisy = metric === "latency" || metric === "memory";
	return isNoisy && launches.length > 0
		? median(launches.map((launch) => launchFigure(metric, launch)))
		: current;
}
