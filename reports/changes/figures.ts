import type { ComparedMetric } from "../../compare/comparison.ts";
import type { RecordedRun } from "../../history/recorded-run.ts";
import { type Interval, medianInterval } from "../../stats/bootstrap.ts";
import type { Claim, ClaimedChange } from "./claim.ts";

/** A figure of the current run, as other tools keep it. */
export type CurrentFigure = {
	/** The cell's id as it is. */
	readonly cell: string;
	readonly metric: Exclude<ComparedMetric, "outcome">;
	/** In ms, 0–1 or bytes. */
	readonly value: number;
	/** Of a latency, the interval of the median over the launches. */
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
		const { cell, metric, current: value } = change;
		if (
			metric === "outcome" ||
			value === undefined ||
			!Number.isFinite(value)
		) {
			return [];
		}
		const ofCell = launches.get(cell) ?? [];
		const interval =
			metric === "latency"
				? medianInterval(ofCell.map(({ medianMs }) => medianMs))
				: undefined;
		return { cell, metric, value, interval, launches: ofCell.length, claim };
	});
}
