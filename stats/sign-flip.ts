import { median } from "./order.ts";
import { chanceAtLeast, subsetSumChances } from "./subset-sums.ts";

/** Weights are whole numbers up to this one, so that their sums can be counted. */
const FINENESS = 64;

/**
 * Whether differences lie above 0: the chance, were each as likely to be below as above, that those above weigh as much.
 * Exact whatever the noise: under that hypothesis only the signs are random, so all 2^n of them are counted (Fisher, "The
 * Design of Experiments", 1935, section 21). A difference u times as large as the median one weighs u / (1 + u²), the
 * score of Cauchy noise (Huber and Ronchetti, "Robust Statistics", 2nd edition, section 4.5): single wild differences
 * count next to nothing, where Wilcoxon's ranks would give them most. Differences of 0 are left out; without any other it
 * is 1.
 */
export function signFlipGreater(differences: readonly number[]): number {
	const moved = differences.filter((difference) => difference !== 0);
	if (moved.length === 0) {
		return 1;
	}
	const scale = median(moved.map(Math.abs));
	const weights = moved.map((difference) =>
		weightOf(Math.abs(difference) / scale),
	);
	const above = weights.reduce(
		(sum, weight, index) => ((moved[index] as number) > 0 ? sum + weight : sum),
		0,
	);
	return chanceAtLeast(subsetSumChances(weights), above);
}

function weightOf(size: number): number {
	return Math.max(1, Math.round((2 * FINENESS * size) / (1 + size * size)));
}
