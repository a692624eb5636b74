import { binomialAtMost } from "./binomial.ts";

/**
 * McNemar's exact two-sided test on paired right-or-wrong answers: the chance, if neither were better, of a split of the
 * discordant pairs at least as uneven as `onlyFirst` (right by the first alone) against `onlySecond`. Without discordant
 * pairs it is 1. After McNemar, Psychometrika 12 (1947), with the binomial distribution instead of its approximation:
 * twice the smaller tail, at most 1.
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
	const smaller = Math.min(onlyFirst, onlySecond);
	return Math.min(1, 2 * binomialAtMost(smaller, onlyFirst + onlySecond, 0.5));
}
