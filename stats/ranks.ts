/**
 * The rank of each value among all of them, from 1; equal values share the mean of their ranks (midranks: Kruskal and
 * Wallis, "Use of Ranks in One-Criterion Variance Analysis", JASA 47, 1952).
 */
export function midranks(values: ArrayLike<number>): Float64Array {
	const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
		(a, b) => (values[a] as number) - (values[b] as number),
	);
	const ranks = new Float64Array(values.length);
	for (let first = 0; first < order.length; ) {
		let last = first;
		while (
			last + 1 < order.length &&
			values[order[last + 1] as number] === values[order[first] as number]
		) {
			last += 1;
		}
		for (let place = first; place <= last; place += 1) {
			ranks[order[place] as number] = (first + last) / 2 + 1;
		}
		first = last + 1;
	}
	return ranks;
}

/** The sum of t³ - t over the groups of t equal values, by which ties narrow the spread of a rank sum. */
export function tieTerm(values: Iterable<number>): number {
	const counts = new Map<number, number>();
	for (const value of values) {
		counts.set(value, (counts.get(value) ?? 0) + 1);
	}
	let sum = 0;
	for (const count of counts.values()) {
		sum += count ** 3 - count;
	}
	return sum;
}
