import { midranks } from "./ranks.ts";

/** How a series is searched. */
export type ChangePointSearch = {
	/** The fewest values on each side of a change. */
	readonly minimumSegment: number;
	/** The largest chance at which a change counts. */
	readonly level: number;
	/** How many orders are drawn to tell the chance. */
	readonly permutations: number;
	/** Draws an order of 0 … count-1, every order equally likely. */
	readonly randomOrder: (count: number) => ArrayLike<number>;
};

/** A place at which the level of a series changed: the first value of the new level, and the chance of so clear a step in a series without one. */
export type ChangePoint = { readonly index: number; readonly chance: number };

/**
 * The places at which a series changed its level for good, in order. Binary segmentation (Scott and Knott, Biometrics 30,
 * 1974): the clearest step of a series parts it, and both parts are searched in turn. How clear a step is tells the
 * standardized rank sum of one side, so that single wild values count little (after Pettitt, "A Non-Parametric Approach
 * to the Change-Point Problem", Applied Statistics 28, 1979); its chance is told by random orders of the same values, as in
 * Matteson and James, "A Nonparametric Approach for Multiple Change Point Analysis" (JASA 109, 2014).
 */
export function changePoints(
	values: readonly number[],
	search: ChangePointSearch,
): readonly ChangePoint[] {
	const step = clearestStep(midranks(values), search.minimumSegment);
	if (step === undefined) {
		return [];
	}
	const chance = chanceOf(values, step.clarity, search);
	if (chance > search.level) {
		return [];
	}
	const { index } = step;
	return [
		...changePoints(values.slice(0, index), search),
		{ index, chance },
		...changePoints(values.slice(index), search).map((later) => ({
			...later,
			index: later.index + index,
		})),
	];
}

type Step = { readonly index: number; readonly clarity: number };

function clearestStep(
	ranks: ArrayLike<number>,
	minimumSegment: number,
): Step | undefined {
	const n = ranks.length;
	let best: Step | undefined;
	let sum = 0;
	for (let index = 1; index <= n - minimumSegment; index += 1) {
		sum += ranks[index - 1] as number;
		if (index >= minimumSegment) {
			const spread = Math.sqrt((index * (n - index) * (n + 1)) / 12);
			const clarity = Math.abs(sum - (index * (n + 1)) / 2) / spread;
			if (best === undefined || clarity > best.clarity) {
				best = { index, clarity };
			}
		}
	}
	return best;
}

/** The share of random orders, the given one among them, with a step at least as clear. */
function chanceOf(
	values: readonly number[],
	clarity: number,
	{ minimumSegment, permutations, randomOrder }: ChangePointSearch,
): number {
	const ranks = midranks(values);
	let asClear = 1;
	for (let draw = 0; draw < permutations; draw += 1) {
		const order = randomOrder(ranks.length);
		const shuffled = ranks.map(
			(_, place) => ranks[order[place] as number] as number,
		);
		const step = clearestStep(shuffled, minimumSegment);
		asClear += step !== undefined && step.clarity >= clarity - 1e-12 ? 1 : 0;
	}
	return asClear / (permutations + 1);
}
