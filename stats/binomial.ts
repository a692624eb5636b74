/** The natural logarithm of the number of ways to choose k of n, by a sum over k, so that no count overflows. */
export function logChoose(n: number, k: number): number {
	let sum = 0;
	for (let drawn = 1; drawn <= Math.min(k, n - k); drawn += 1) {
		sum += Math.log((n - drawn + 1) / drawn);
	}
	return sum;
}

/** The chance of exactly k successes in n independent trials that each succeed with `chance`. */
export function binomialChance(k: number, n: number, chance: number): number {
	if (chance === 0 || chance === 1) {
		return k === n * chance ? 1 : 0;
	}
	return Math.exp(
		logChoose(n, k) + k * Math.log(chance) + (n - k) * Math.log1p(-chance),
	);
}

/**
 * The chance of at most k successes in n independent trials that each succeed with `chance`. Each term follows from
 * the one before in logarithms, so that trials by the ten thousand neither overflow nor vanish.
 */
export function binomialAtMost(k: number, n: number, chance: number): number {
	if (chance === 0 || k >= n) {
		return 1;
	}
	if (chance === 1) {
		return 0;
	}
	const logOdds = Math.log(chance) - Math.log1p(-chance);
	let logTerm = n * Math.log1p(-chance);
	let sum = Math.exp(logTerm);
	for (let successes = 1; successes <= k; successes += 1) {
		logTerm += Math.log((n - successes + 1) / successes) + logOdds;
		sum += Math.exp(logTerm);
	}
	return Math.min(1, sum);
}
