import { permutation, type Random } from "../../lib/random.ts";

/** How a series is searched. */
export type EDivisiveOptions = {
	readonly level: number;
	readonly permutations: number;
	readonly minimumSegment: number;
	readonly random: Random;
};

/**
 * The change points of a series by E-divisive with means, as MongoDB uses it for performance: Matteson and James, "A
 * Nonparametric Approach for Multiple Change Point Analysis of Multivariate Data" (JASA 109, 2014), with distances to the
 * power 1. Gives the first index of each new segment.
 */
export function eDivisive(
	series: readonly number[],
	options: EDivisiveOptions,
): readonly number[] {
	const best = bestSplit(series, options.minimumSegment);
	if (best === undefined || !isSignificant(series, best.energy, options)) {
		return [];
	}
	return [
		...eDivisive(series.slice(0, best.index), options),
		best.index,
		...eDivisive(series.slice(best.index), options).map(
			(index) => index + best.index,
		),
	];
}

type Split = { readonly index: number; readonly energy: number };

/** Stops at the first orders that rule significance out, which changes no answer. */
function isSignificant(
	series: readonly number[],
	energy: number,
	{ level, permutations, minimumSegment, random }: EDivisiveOptions,
): boolean {
	const allowed = level * (permutations + 1) - 1;
	let asClear = 0;
	for (let draw = 0; draw < permutations; draw += 1) {
		const shuffled = [...permutation(series.length, random)].map(
			(index) => series[index] as number,
		);
		const split = bestSplit(shuffled, minimumSegment);
		asClear += split !== undefined && split.energy >= energy ? 1 : 0;
		if (asClear > allowed) {
			return false;
		}
	}
	return true;
}

/** Moves one value after another from the right side to the left and keeps the three sums of distances. */
function bestSplit(
	series: readonly number[],
	minimumSegment: number,
): Split | undefined {
	const n = series.length;
	let left = 0;
	let across = 0;
	let right = allDistances(series);
	let best: Split | undefined;
	for (let index = 1; index <= n - minimumSegment; index += 1) {
		const moved = index - 1;
		const toLeft = distances(series, moved, [0, moved]);
		const toRight = distances(series, moved, [index, n]);
		left += toLeft;
		right -= toRight;
		across += toRight - toLeft;
		if (index >= minimumSegment) {
			const [m, k] = [index, n - index];
			const energy =
				((m * k) / n) *
				((2 * across) / (m * k) -
					(2 * left) / (m * (m - 1)) -
					(2 * right) / (k * (k - 1)));
			if (best === undefined || energy > best.energy) {
				best = { index, energy };
			}
		}
	}
	return best;
}

function allDistances(series: readonly number[]): number {
	return series.reduce(
		(sum, _, index) =>
			sum + distances(series, index, [index + 1, series.length]),
		0,
	);
}

function distances(
	series: readonly number[],
	of: number,
	[from, to]: readonly [number, number],
): number {
	let sum = 0;
	for (let other = from; other < to; other += 1) {
		sum += Math.abs((series[of] as number) - (series[other] as number));
	}
	return sum;
}
