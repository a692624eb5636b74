import type { Random } from "../../lib/random.ts";

/**
 * Fills `target` with numbers of the standard normal distribution times `deviation` (Box and Muller, "A Note on the
 * Generation of Random Normal Deviates", 1958).
 */
export function fillNormal(
	target: Float32Array,
	deviation: number,
	random: Random,
): void {
	for (let i = 0; i < target.length; i += 2) {
		const radius = deviation * Math.sqrt(-2 * Math.log(1 - random()));
		const angle = 2 * Math.PI * random();
		target[i] = radius * Math.cos(angle);
		if (i + 1 < target.length) {
			target[i + 1] = radius * Math.sin(angle);
		}
	}
}

/** The density of the standard normal distribution at x. */
export function normalDensity(x: number): number {
	return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * The share of the standard normal distribution below x, within 1e-7 (Abramowitz and Stegun, Handbook of Mathematical
 * Functions, formula 26.2.17).
 */
export function normalShare(x: number): number {
	const t = 1 / (1 + 0.2316419 * Math.abs(x));
	const tail =
		normalDensity(x) *
		t *
		(0.31938153 +
			t *
				(-0.356563782 +
					t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
	return x < 0 ? tail : 1 - tail;
}
