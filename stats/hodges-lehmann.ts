import type { Interval } from "./bootstrap.ts";
import { quantileOfSorted, sortAscending } from "./order.ts";
import { drawnSumChances, subsetSumChances } from "./subset-sums.ts";

/** An estimate and its interval; no interval where the values are too few for the confidence. */
export type Estimate = {
	readonly value: number;
	readonly interval: Interval | undefined;
};

/**
 * By how much `second` lies above `first`: the median of all differences between the two (Hodges and Lehmann, "Estimates
 * of Location Based on Rank Tests", Annals of Mathematical Statistics 34, 1963). The interval is the one that belongs to
 * the exact rank test: the shifts that it does not refuse (Hollander, Wolfe and Chicken, "Nonparametric Statistical
 * Methods", 3rd edition, section 4.3), so its true confidence is at least the one asked for. Throws a RangeError where a
 * sample is empty.
 */
export function shiftBetween(
	first: readonly number[],
	second: readonly number[],
	confidence = 0.95,
): Estimate {
	const differences = sortAscending(
		second.flatMap((late) => first.map((early) => late - early)),
	);
	return {
		value: quantileOfSorted(differences, 0.5),
		interval: intervalOf(differences, {
			chances: rankSums(first.length, second.length),
			least: (second.length * (second.length + 1)) / 2,
			confidence,
		}),
	};
}

/**
 * The middle of differences that are spread evenly around it: the median of all means of two of them, each with itself
 * too (Walsh averages); see `shiftBetween`. The interval belongs to the exact signed-rank test (section 3.3 there).
 * Throws a RangeError without differences.
 */
export function middleOf(
	differences: readonly number[],
	confidence = 0.95,
): Estimate {
	const averages = sortAscending(
		differences.flatMap((left, index) =>
			differences.slice(index).map((right) => (left + right) / 2),
		),
	);
	return {
		value: quantileOfSorted(averages, 0.5),
		interval: intervalOf(averages, {
			chances: signedRankSums(differences.length),
			least: 0,
			confidence,
		}),
	};
}

/** The distribution of the test's sum, and the least it can be. */
type Test = {
	readonly chances: Float64Array;
	readonly least: number;
	readonly confidence: number;
};

function intervalOf(
	sorted: Float64Array,
	{ chances, least, confidence }: Test,
): Interval | undefined {
	// The chances are sums of rounded terms: a hair above the mark counts as reaching it.
	const tail = (1 - confidence) / 2 + 1e-12;
	let outside = 0;
	let sum = 0;
	for (;;) {
		sum += chances[least + outside] ?? 1;
		if (sum > tail) {
			break;
		}
		outside += 1;
	}
	return outside === 0
		? undefined
		: {
				low: sorted[outside - 1] as number,
				high: sorted[sorted.length - outside] as number,
			};
}

const known = new Map<string, Float64Array>();

function kept(key: string, make: () => Float64Array): Float64Array {
	const chances = known.get(key) ?? make();
	known.set(key, chances);
	return chances;
}

function rankSums(first: number, second: number): Float64Array {
	return kept(`${first}/${second}`, () =>
		drawnSumChances(ranksTo(first + second), second),
	);
}

function signedRankSums(count: number): Float64Array {
	return kept(`${count}`, () => subsetSumChances(ranksTo(count)));
}

function ranksTo(count: number): readonly number[] {
	return Array.from({ length: count }, (_, index) => index + 1);
}
