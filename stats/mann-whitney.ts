import { normalTail } from "./normal.ts";
import { midranks, tieTerm } from "./ranks.ts";
import { chanceAtLeast, drawnSumChances } from "./subset-sums.ts";

/** Up to so many values of both samples together the distribution is exact. */
const EXACT_UP_TO = 60;

/** What the test says: the chance of ranks as far up, as far down, and as far to either side, were both samples alike. */
export type RankTest = {
	readonly greater: number;
	readonly less: number;
	readonly twoSided: number;
};

/**
 * The rank test of Mann and Whitney, "On a Test of Whether one of Two Random Variables is Stochastically Larger than the
 * Other" (Annals of Mathematical Statistics 18, 1947): whether the values of `second` tend to be greater (or less) than
 * those of `first`. Exact, ties included, up to 60 values; beyond, the normal approximation with continuity and tie
 * corrections. Two-sided is twice the smaller tail. Throws a RangeError where a sample is empty.
 */
export function mannWhitney(
	first: readonly number[],
	second: readonly number[],
): RankTest {
	if (first.length === 0 || second.length === 0) {
		throw new RangeError("rank test: expected values in both samples");
	}
	const values = [...first, ...second];
	const ranks = midranks(values);
	const rankSum = ranks
		.subarray(first.length)
		.reduce((sum, rank) => sum + rank, 0);
	const [greater, less] =
		values.length <= EXACT_UP_TO
			? exactTails(ranks, second.length, rankSum)
			: normalTails(values, second.length, rankSum);
	return { greater, less, twoSided: Math.min(1, 2 * Math.min(greater, less)) };
}

type Tails = readonly [greater: number, less: number];

function exactTails(ranks: Float64Array, size: number, rankSum: number): Tails {
	// Midranks are halves; doubled they are whole.
	const doubled = [...ranks].map((rank) => Math.round(2 * rank));
	const chances = knownChances(doubled, size);
	const sum = Math.round(2 * rankSum);
	const greater = chanceAtLeast(chances, sum);
	return [greater, Math.min(1, Math.max(0, 1 - greater) + (chances[sum] ?? 0))];
}

const known = new Map<string, Float64Array>();

/** Without ties the distribution follows from the two sizes alone, and is kept. */
function knownChances(doubled: readonly number[], size: number): Float64Array {
	if (new Set(doubled).size < doubled.length) {
		return drawnSumChances(doubled, size);
	}
	const key = `${doubled.length}/${size}`;
	const chances = known.get(key) ?? drawnSumChances(doubled, size);
	known.set(key, chances);
	return chances;
}

function normalTails(
	values: readonly number[],
	size: number,
	rankSum: number,
): Tails {
	const n = values.length;
	const mean = (size * (n + 1)) / 2;
	const variance =
		((size * (n - size)) / 12) * (n + 1 - tieTerm(values) / (n * (n - 1)));
	if (variance <= 0) {
		return [1, 1];
	}
	const spread = Math.sqrt(variance);
	return [
		normalTail((rankSum - mean - 0.5) / spread),
		normalTail((mean - rankSum - 0.5) / spread),
	];
}
