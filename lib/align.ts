/** A place in each of two sequences; undefined where one of them has no counterpart. */
export type AlignedPair = readonly [
	before: number | undefined,
	after: number | undefined,
];

/** Above this many cells, the table of an alignment is too large to make. */
const MAX_CELLS = 40_000_000;

/**
 * Pairs the items of two sequences without changing their order, so that the sum of `score` over all pairs is as great as
 * can be (Needleman and Wunsch, 1970, without a penalty for gaps). Items that score 0 are never paired. Gaps of the first
 * sequence come before those of the second. Throws a RangeError for sequences of more than 40 million possible pairs.
 */
export function alignSequences<Item>(
	before: readonly Item[],
	after: readonly Item[],
	score: (before: Item, after: Item) => number,
): readonly AlignedPair[] {
	const columns = after.length + 1;
	const cells = (before.length + 1) * columns;
	if (cells > MAX_CELLS) {
		throw new RangeError(
			`${before.length} and ${after.length} items are too many to be aligned`,
		);
	}
	const best = new Float32Array(cells);
	const at = (row: number, column: number) =>
		best[row * columns + column] as number;
	const paired = (row: number, column: number) => {
		const gain = score(before[row] as Item, after[column] as Item);
		return gain > 0 ? Math.fround(gain + at(row + 1, column + 1)) : -1;
	};
	for (let row = before.length - 1; row >= 0; row--) {
		for (let column = after.length - 1; column >= 0; column--) {
			best[row * columns + column] = Math.max(
				paired(row, column),
				at(row + 1, column),
				at(row, column + 1),
			);
		}
	}
	return walk([before.length, after.length], at, paired);
}

/** Follows the best pairs from the beginning of both sequences to their ends. */
function walk(
	[rows, columns]: readonly [number, number],
	at: (row: number, column: number) => number,
	paired: (row: number, column: number) => number,
): readonly AlignedPair[] {
	const pairs: AlignedPair[] = [];
	let row = 0;
	let column = 0;
	while (row < rows || column < columns) {
		const isInside = row < rows && column < columns;
		if (isInside && paired(row, column) === at(row, column)) {
			pairs.push([row++, column++]);
		} else if (
			row < rows &&
			(!isInside || at(row + 1, column) >= at(row, column + 1))
		) {
			pairs.push([row++, undefined]);
		} else {
			pairs.push([undefined, column++]);
		}
	}
	return pairs;
}
