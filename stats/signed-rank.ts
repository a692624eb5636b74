import { normalTail } from "./normal.ts";
import { midranks, tieTerm } from "./ranks.ts";
import { chanceAtLeast, subsetSumChances } from "./subset-sums.ts";

/** Up to so many differences the distribution is exact. */
const EXACT_UP_TO = 60;

/**
 * Wilcoxon's signed-rank test, one-sided: the chance, were the differences spread evenly around 0, of signed ranks that lie
 * as far above it (Wilcoxon, "Individual Comparisons by Ranking Methods", Biometrics Bulletin 1, 1945). Differences of 0
 * are left out; without any other it is 1. Exact, ties included, up to 60 differences; beyond, the normal approximation
 * with continuity and tie corrections.
 */
export function signedRankGreater(differences: readonly number[]): number {
	const moved = differences.filter((difference) => difference !== 0);
	const sizes = moved.map(Math.abs);
	const ranks = midranks(sizes);
	const sum = ranks.reduce(
		(total, rank, index) =>
			(moved[index] as number) > 0 ? total + rank : total,
		0,
	);
	return moved.length <= EXACT_UP_TO
		? chanceAtLeast(
				knownChances([...ranks].map((rank) => Math.round(2 * rank))),
				Math.round(2 * sum),
			)
		: normalChance(sizes, sum);
}

const known = new Map<number, Float64Array>();

/** Without ties the distribution follows from the count alone, and is kept. */
function knownChances(doubled: readonly number[]): Float64Array {
	if (new Set(doubled).size < doubled.length) {
		return subsetSumChances(doubled);
	}
	const chances = known.get(doubled.length) ?? subsetSumChances(doubled);
	known.set(doubled.length, chances);
	return chances;
}

function normalChance(sizes: readonly number[], sum: number): number {
	const n = sizes.length;
	const mean = (n * (n + 1)) / 4;
	const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieTerm(sizes) / 48;
	return normalTail((sum - mean - 0.5) / Math.sqrt(variance));
}
