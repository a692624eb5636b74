import type { Random } from "../../lib/random.ts";
import { mannWhitney } from "../../stats/mann-whitney.ts";
import { median } from "../../stats/order.ts";
import { eDivisive } from "./e-divisive.ts";

/** One cell's launches over the nights, in milliseconds, oldest night first; the change is in the last `CHANGED_NIGHTS`. */
export type Series = readonly (readonly number[])[];

/** A rule that others use by default, with how many nights it is shown after a change before it must speak. */
export type Rival = {
	readonly name: string;
	readonly nightsAfter: number;
	/** Whether it calls the newest nights slower than those before. */
	readonly alarms: (series: Series, random: Random) => boolean;
};

/** The nights before the change that a rule may look back to. */
export const HISTORY_NIGHTS = 25;

/** The 0.99 quantile of Student's t with 24 degrees of freedom, of the tables in any textbook. */
const T_99_24 = 2.492;

/** E-divisive needs nights on both sides of a change. */
const NIGHTS_AFTER = 5;

/** The rules, each as its tool documents it, on the median of the launch medians of a night. */
export const RIVALS: readonly Rival[] = [
	{
		name: "ratio to the last value above 200 % (github-action-benchmark)",
		nightsAfter: 1,
		alarms: (series) => {
			const [last = 0, tonight = 0] = series.slice(-2).map(median);
			return tonight > 2 * last;
		},
	},
	{
		name: "above mean + t(0.99) · deviation of 25 nights (Bencher)",
		nightsAfter: 1,
		alarms: (series) => {
			const levels = series.map(median);
			const before = levels.slice(0, -1);
			const { mean, deviation } = spreadOf(before);
			return (levels.at(-1) ?? 0) > mean + T_99_24 * deviation;
		},
	},
	{
		name: "Mann–Whitney at 0.05 and 5 %, against the last night",
		nightsAfter: 1,
		alarms: (series) => {
			const [last = [], tonight = []] = series.slice(-2);
			return (
				mannWhitney(last, tonight).twoSided < 0.05 &&
				median(tonight) >= 1.05 * median(last)
			);
		},
	},
	{
		name: `E-divisive at 0.001 (MongoDB), ${NIGHTS_AFTER} nights after`,
		nightsAfter: NIGHTS_AFTER,
		alarms: (series, random) => {
			const levels = series.map(median);
			const found = eDivisive(levels, {
				level: 0.001,
				permutations: 999,
				minimumSegment: 2,
				random,
			});
			return found.some(
				(index) =>
					index >= levels.length - NIGHTS_AFTER &&
					median(levels.slice(index)) > median(levels.slice(0, index)),
			);
		},
	},
];

function spreadOf(values: readonly number[]) {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
