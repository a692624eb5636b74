import type { CalibrationMethod } from "../../../plan/calibration.ts";
import type { Histogram, Observed } from "../../../plan/recording.ts";
import { type Range, unionRange } from "../arithmetic.ts";

/** The weight of the newest run in a moving average (ai-edge-quantizer, utils/qsv_utils.py). */
const NEWEST = 0.05;

/** The range that a method makes of what was observed; undefined where no value was finite. */
export function rangeBy(
	method: CalibrationMethod,
	observed: Observed,
): Range | undefined {
	const runs = observed.mins.flatMap((min, run) => {
		const max = observed.maxs[run];
		return min === null || max === null || max === undefined
			? []
			: [{ min, max }];
	});
	const [first] = runs;
	if (first === undefined) {
		return undefined;
	}
	switch (method.name) {
		case "min-max":
			return runs.reduce(unionRange);
		case "moving-average":
			return runs.reduce((old, { min, max }) => ({
				min: (1 - NEWEST) * old.min + NEWEST * min,
				max: (1 - NEWEST) * old.max + NEWEST * max,
			}));
		case "percentile":
			return observed.histogram === undefined
				? undefined
				: percentileRange(
						observed.histogram,
						method.percentile,
						runs.reduce(unionRange),
					);
	}
}

/**
 * The range from the (100 − p)-th to the p-th percentile of all values, widened to the edges of their bins and never
 * beyond the least and the greatest value.
 */
function percentileRange(
	{ width, first, counts }: Histogram,
	percentile: number,
	whole: Range,
): Range {
	const total = counts.reduce((sum, count) => sum + count, 0);
	const rank = (total * percentile) / 100;
	const low = edge(counts.toReversed(), rank);
	const high = edge(counts, rank);
	return {
		min: Math.max(whole.min, (first + counts.length - 1 - low) * width),
		max: Math.min(whole.max, (first + high + 1) * width),
	};
}

/** The first bin by which a number of values is reached. */
function edge(counts: readonly number[], rank: number): number {
	let sum = 0;
	const bin = counts.findIndex((count) => {
		sum += count;
		return sum >= rank;
	});
	return bin < 0 ? counts.length - 1 : bin;
}
