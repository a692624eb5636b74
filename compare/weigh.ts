import type { RecordedLaunch } from "../history/recorded-run.ts";
import type { Interval } from "../stats/bootstrap.ts";
import { shiftBetween } from "../stats/hodges-lehmann.ts";
import { mannWhitney } from "../stats/mann-whitney.ts";
import { median, medianAbsoluteDeviation } from "../stats/order.ts";
import { launchFigure, type NoisyMetric } from "./figure.ts";
import { RULES } from "./rules.ts";

/** The launches of both sides; of the baseline one list for each of its runs. */
export type NoisySides = {
	readonly baseline: readonly (readonly RecordedLaunch[])[];
	readonly current: readonly RecordedLaunch[];
};

/** What the launches of two runs say of a noisy metric of a cell. */
export type Weighing = {
	/** Medians of the launches' figures, in milliseconds or bytes. */
	readonly baseline: number;
	readonly current: number;
	/** Current over baseline minus one, and its interval. */
	readonly effect: number;
	readonly interval: Interval | undefined;
	/** The two-sided chance of the rank test. */
	readonly chance: number;
	/** By what share the cell's figure moves of its own accord. */
	readonly noise: number;
};

/** The standard error of a median, times the square root of the count over the standard deviation: √(π/2). */
const MEDIAN_ERROR = Math.sqrt(Math.PI / 2);

/** The standard deviation over the median absolute deviation, of normal noise. */
const DEVIATION_PER_MAD = 1.4826;

/** Weighs the launches of two sides, of which each has at least one. */
export function weigh(
	metric: NoisyMetric,
	{ baseline, current }: NoisySides,
): Weighing {
	const logs = (launches: readonly RecordedLaunch[]) =>
		launches.map((launch) => Math.log(launchFigure(metric, launch)));
	const runs = baseline.filter(({ length }) => length > 0).map(logs);
	const before = runs.flat();
	const after = logs(current);
	const shift = shiftBetween(before, after, RULES.confidence);
	return {
		baseline: Math.exp(median(before)),
		current: Math.exp(median(after)),
		effect: Math.expm1(shift.value),
		interval: shift.interval && {
			low: Math.expm1(shift.interval.low),
			high: Math.expm1(shift.interval.high),
		},
		chance: mannWhitney(before, after).twoSided,
		noise: noiseOf(runs, after, RULES[metric].leastNoise),
	};
}

/**
 * The spread of the difference of two levels where nothing changed: how far the runs of the baseline lie apart, but at
 * least what machines are known to do, and how far the median of this many launches strays within a run, by the wilder
 * side. Both by the median absolute deviation, which single wild launches do not move.
 */
function noiseOf(
	runs: readonly (readonly number[])[],
	current: readonly number[],
	leastNoise: number,
): number {
	const between = DEVIATION_PER_MAD * medianAbsoluteDeviation(runs.map(median));
	const within =
		DEVIATION_PER_MAD * Math.max(strayOf(runs), strayOf([current]));
	const launches = 1 / current.length + 1 / runs.flat().length;
	return Math.hypot(
		Math.max(between, leastNoise),
		MEDIAN_ERROR * within * Math.sqrt(launches),
	);
}

/** The median absolute deviation of launches from the median of their run. */
function strayOf(runs: readonly (readonly number[])[]): number {
	return median(
		runs.flatMap((run) => {
			const level = median(run);
			return run.map((value) => Math.abs(value - level));
		}),
	);
}
