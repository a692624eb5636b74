/**
 * How the sum of a random subset of whole numbers above 0 is distributed, every subset equally likely: `chances[s]` is
 * the chance of the sum s. The generating function of Wilcoxon's statistic, multiplied out.
 */
export function subsetSumChances(items: readonly number[]): Float64Array {
	let total = 0;
	const chances = new Float64Array(
		items.reduce((sum, item) => sum + item, 0) + 1,
	);
	chances[0] = 1;
	for (const item of items) {
		total += item;
		for (let sum = total; sum >= 0; sum -= 1) {
			const without = chances[sum] as number;
			const withItem = sum >= item ? (chances[sum - item] as number) : 0;
			chances[sum] = (without + withItem) / 2;
		}
	}
	return chances;
}

/**
 * How the sum of `size` of the whole numbers above 0, drawn without replacement, is distributed: `chances[s]` is the
 * chance of the sum s. Streitberg and Röhmel, "Exact Distributions for Permutation and Rank Tests" (Statistical Software
 * Newsletter 12, 1986): the shift algorithm, which takes ties as they are.
 */
export function drawnSumChances(
	items: readonly number[],
	size: number,
): Float64Array {
	const most = items
		.toSorted((a, b) => b - a)
		.slice(0, size)
		.reduce((sum, item) => sum + item, 0);
	const ways = Array.from(
		{ length: size + 1 },
		() => new Float64Array(most + 1),
	);
	(ways[0] as Float64Array)[0] = 1;
	items.forEach((item, index) => {
		for (let drawn = Math.min(size, index + 1); drawn >= 1; drawn -= 1) {
			const fewer = ways[drawn - 1] as Float64Array;
			const these = ways[drawn] as Float64Array;
			for (let sum = most; sum >= item; sum -= 1) {
				these[sum] = (these[sum] as number) + (fewer[sum - item] as number);
			}
		}
	});
	const drawn = ways[size] as Float64Array;
	const all = drawn.reduce((sum, count) => sum + count, 0);
	return drawn.map((count) => count / all);
}

/** The chance of a sum of at least `least`. */
export function chanceAtLeast(chances: Float64Array, least: number): number {
	let sum = 0;
	for (let value = chances.length - 1; value >= least; value -= 1) {
		sum += chances[value] as number;
	}
	return Math.min(1, sum);
}
