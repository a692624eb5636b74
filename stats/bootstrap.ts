import { binomialAtMost, logChoose } from "./binomial.ts";
import { sortAscending } from "./order.ts";

/** The two ends of an interval, both included. */
export type Interval = { readonly low: number; readonly high: number };

/** A value that the median of a resample can take, and how likely it is. */
type Possibility = { readonly value: number; readonly chance: number };

/**
 * The bootstrap percentile interval of the median: Efron, "Bootstrap Methods" (Annals of Statistics 7, 1979). Nothing
 * is drawn: for the median the distribution over *all* n^n resamples has a closed form (Efron, "The Jackknife, the
 * Bootstrap and Other Resampling Plans", 1982, section 10.3), so the same values always give the same interval.
 * Undefined for fewer than two values, which tell nothing of their spread.
 */
export function medianInterval(
	values: Iterable<number>,
	confidence = 0.95,
): Interval | undefined {
	const sorted = sortAscending(values);
	if (sorted.length < 2) {
		return undefined;
	}
	const possibilities = resampledMedians(sorted);
	const tail = (1 - confidence) / 2;
	return {
		low: valueAtChance(possibilities, tail),
		high: valueAtChance(possibilities, 1 - tail),
	};
}

/** Every value that the median of a resample of `sorted` can take, in ascending order, with its chance. */
export function resampledMedians(
	sorted: ArrayLike<number>,
): readonly Possibility[] {
	const possibilities =
		sorted.length % 2 === 1 ? oddMedians(sorted) : evenMedians(sorted);
	return possibilities.toSorted((left, right) => left.value - right.value);
}

function valueAtChance(
	possibilities: readonly Possibility[],
	chance: number,
): number {
	// The chances are sums of rounded terms: a hair below the mark counts as reaching it.
	const mark = chance - 1e-12;
	let sum = 0;
	for (const possibility of possibilities) {
		sum += possibility.chance;
		if (sum >= mark) {
			return possibility.value;
		}
	}
	return (possibilities.at(-1) as Possibility).value;
}

/** The middle value of a resample is at most the i-th of n when more than half of its draws are among the first i. */
function oddMedians(sorted: ArrayLike<number>): readonly Possibility[] {
	const n = sorted.length;
	const atMost = (rank: number) => 1 - binomialAtMost((n - 1) / 2, n, rank / n);
	return Array.from(sorted, (value, index) => ({
		value,
		chance: Math.max(0, atMost(index + 1) - atMost(index)),
	}));
}

/**
 * With n = 2m draws the median is the mean of the m-th and the next. The m-th is among the first i and the next beyond
 * the first j (i <= j) exactly when m draws are among the first i and m beyond the first j; differences of that chance
 * give the chance of every pair.
 */
function evenMedians(sorted: ArrayLike<number>): readonly Possibility[] {
	const n = sorted.length;
	const half = n / 2;
	const logWays = logChoose(n, half);
	const apart = (i: number, j: number): number =>
		i === 0 || j === n
			? 0
			: Math.exp(logWays + half * Math.log((i / n) * ((n - j) / n)));
	const lowerAtMost = (rank: number): number =>
		1 - binomialAtMost(half - 1, n, rank / n);
	const possibilities: Possibility[] = [];
	for (let i = 1; i <= n; i += 1) {
		let beyond = 0;
		for (let j = i + 1; j <= n; j += 1) {
			const chance =
				apart(i, j - 1) - apart(i - 1, j - 1) - apart(i, j) + apart(i - 1, j);
			beyond += chance;
			possibilities.push({
				value: meanOf(sorted, i, j),
				chance: Math.max(0, chance),
			});
		}
		const same = lowerAtMost(i) - lowerAtMost(i - 1) - beyond;
		possibilities.push({
			value: meanOf(sorted, i, i),
			chance: Math.max(0, same),
		});
	}
	return possibilities;
}

function meanOf(sorted: ArrayLike<number>, i: number, j: number): number {
	return ((sorted[i - 1] as number) + (sorted[j - 1] as number)) / 2;
}
