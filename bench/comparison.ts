import { type Interval, medianInterval } from "../stats/bootstrap.ts";
import { median } from "../stats/order.ts";

/** The medians of one round's two launches, in milliseconds: the C program's and the harness's. */
export type Pair = { readonly floorMs: number; readonly harnessMs: number };

/** The harness against the floor over all rounds. */
export type Comparison = {
	/** Median over rounds, in milliseconds. */
	readonly floorMs: number;
	readonly harnessMs: number;
	/** The median of the rounds' own ratios: what slows a whole round down cancels out, which it does not in the medians. */
	readonly ratio: number;
	/** 95 % interval of the ratio; undefined for a single round. */
	readonly interval: Interval | undefined;
	/** The most the ratio may be for a model this fast; undefined where nothing is promised. */
	readonly target: number | undefined;
};

/** Compares the two sides over the rounds. Throws a RangeError without rounds. */
export function compare(pairs: readonly Pair[]): Comparison {
	const floorMs = median(pairs.map((pair) => pair.floorMs));
	const ratios = pairs.map((pair) => pair.harnessMs / pair.floorMs);
	return {
		floorMs,
		harnessMs: median(pairs.map((pair) => pair.harnessMs)),
		ratio: median(ratios),
		interval: medianInterval(ratios),
		target: targetRatio(floorMs),
	};
}

/** The ratio we hold ourselves to: 1.02 from 100 µs an inference on, 1.05 from 15 µs on. */
export function targetRatio(floorMs: number): number | undefined {
	if (floorMs >= 0.1) {
		return 1.02;
	}
	return floorMs >= 0.015 ? 1.05 : undefined;
}

/**
 * What a comparison says of its target: missed only where the whole interval lies above it, since a few rounds on a busy
 * machine say little.
 */
export function verdictOf({
	ratio,
	interval,
	target,
}: Comparison): "no target" | "met" | "missed" | "undecided" {
	if (target === undefined) {
		return "no target";
	}
	if (ratio <= target) {
		return "met";
	}
	return interval !== undefined && interval.low > target
		? "missed"
		: "undecided";
}
