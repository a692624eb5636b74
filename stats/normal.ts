/**
 * The chance that a standard normal variable is at least `z`: the complementary error function by the rational Chebyshev
 * fit `erfcc` of Press et al., Numerical Recipes (2nd edition, section 6.2), whose relative error is below 1.2e-7.
 */
export function normalTail(z: number): number {
	const x = Math.abs(z) / Math.SQRT2;
	const t = 1 / (1 + x / 2);
	const polynomial = COEFFICIENTS.reduceRight((sum, c) => sum * t + c, 0);
	const tail = (t * Math.exp(-x * x + polynomial)) / 2;
	return z >= 0 ? tail : 1 - tail;
}

const COEFFICIENTS = [
	-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807,
	-1.13520398, 1.48851587, -0.82215223, 0.17087277,
];
