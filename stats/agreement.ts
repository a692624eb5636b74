/** The share (0 to 1) of places at which two lists of equal length hold the same class. Throws a RangeError otherwise. */
export function agreement(
	first: ArrayLike<number>,
	second: ArrayLike<number>,
): number {
	assertPaired(first, second);
	let same = 0;
	for (let index = 0; index < first.length; index += 1) {
		same += first[index] === second[index] ? 1 : 0;
	}
	return same / first.length;
}

/** How far two lists of outputs lie apart. */
export type OutputError = {
	/** The largest absolute difference; undefined when no pair could be compared. */
	readonly max: number | undefined;
	/** The mean absolute difference; undefined when no pair could be compared. */
	readonly mean: number | undefined;
	/** Pairs left out because one side, but not the other, is infinite or not a number. */
	readonly incomparable: number;
};

/**
 * The largest and the mean absolute difference (the L∞ distance and the mean absolute error) of two lists of outputs of
 * equal length. Throws a RangeError when the lengths differ or are 0.
 */
export function outputError(
	first: ArrayLike<number>,
	second: ArrayLike<number>,
): OutputError {
	assertPaired(first, second);
	let max = 0;
	let sum = 0;
	let compared = 0;
	for (let index = 0; index < first.length; index += 1) {
		const [left, right] = [first[index] as number, second[index] as number];
		const difference = Object.is(left, right) ? 0 : Math.abs(left - right);
		if (Number.isFinite(difference)) {
			max = Math.max(max, difference);
			sum += difference;
			compared += 1;
		}
	}
	const incomparable = first.length - compared;
	return compared === 0
		? { max: undefined, mean: undefined, incomparable }
		: { max, mean: sum / compared, incomparable };
}

function assertPaired(
	first: ArrayLike<number>,
	second: ArrayLike<number>,
): void {
	if (first.length !== second.length || first.length === 0) {
		throw new RangeError(
			`paired lists: expected equal lengths above 0, found ${first.length} and ${second.length}`,
		);
	}
}
