/** Numbers in ascending order, in a new array. Throws a RangeError when one of them is not a number. */
export function sortAscending(values: Iterable<number>): Float64Array {
	const sorted = Float64Array.from(values);
	if (sorted.some(Number.isNaN)) {
		throw new RangeError("order statistics: one of the values is not a number");
	}
	return sorted.sort();
}

/**
 * The quantile at `fraction` (0 to 1) of values in ascending order: linear interpolation between the two nearest at
 * position (n - 1) * fraction, which is definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages"
 * (The American Statistician 50, 1996), the default of R and NumPy. Throws a RangeError without values.
 */
export function quantileOfSorted(
	sorted: ArrayLike<number>,
	fraction: number,
): number {
	if (sorted.length === 0 || !(fraction >= 0 && fraction <= 1)) {
		throw new RangeError(
			`quantile: expected values and a fraction of 0 to 1, found ${sorted.length} and ${fraction}`,
		);
	}
	const position = (sorted.length - 1) * fraction;
	const below = Math.floor(position);
	const low = sorted[below] as number;
	const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
	return low === high ? low : low + (high - low) * (position - below);
}

/** The quantile at `fraction` of values in any order; see `quantileOfSorted`. */
export function quantile(values: Iterable<number>, fraction: number): number {
	return quantileOfSorted(sortAscending(values), fraction);
}

/** The median: the middle value, or the mean of the two middle ones. Throws a RangeError without values. */
export function median(values: Iterable<number>): number {
	return quantile(values, 0.5);
}

/**
 * The median absolute deviation from the median, unscaled: Hampel, "The Influence Curve and Its Role in Robust
 * Estimation" (JASA 69, 1974). Throws a RangeError without values.
 */
export function medianAbsoluteDeviation(values: readonly number[]): number {
	const centre = median(values);
	return median(values.map((value) => Math.abs(value - centre)));
}
