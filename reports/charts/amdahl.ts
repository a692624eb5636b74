import type { Metric } from "../../plan/metrics.ts";
import { serialFraction } from "../../stats/scaling.ts";
import { formatRatio } from "../format.ts";
import type { Headings } from "../headings.ts";
import type { Mark } from "./marks.ts";

/** How each figure follows from a speed-up with n threads, and the speed-up from it; only these have a fit. */
const SCALES: Partial<
	Record<
		Metric,
		Readonly<Record<"of" | "from", (value: number, threads: number) => number>>
	>
> = {
	speedUp: { of: (speedUp) => speedUp, from: (value) => value },
	parallelEfficiency: {
		of: (speedUp, threads) => speedUp / threads,
		from: (value, threads) => value * threads,
	},
};

/** With fewer thread counts than these, one of them 1, the fit goes through every point and says nothing. */
const FEWEST_COUNTS = 3;

/** The marks of a chart over thread counts, each with what Amdahl's law says in its place where that can be fitted. */
export function withFits(
	marks: readonly Mark[],
	metric: Metric,
): readonly Mark[] {
	const scale = SCALES[metric];
	if (scale === undefined) {
		return marks;
	}
	const lines = new Map<string, Mark[]>();
	const lineOf = ({ panel, slot }: Mark) => JSON.stringify([panel, slot]);
	for (const mark of marks) {
		lines.set(lineOf(mark), [...(lines.get(lineOf(mark)) ?? []), mark]);
	}
	const fractions = new Map(
		[...lines].map(([line, ofLine]) => {
			const times = ofLine.map(({ x, value }) => {
				const threads = Number(x);
				return { threads, ms: 1 / scale.from(value, threads) };
			});
			const enough = times.length >= FEWEST_COUNTS;
			return [line, enough ? serialFraction(times) : undefined];
		}),
	);
	return marks.map((mark) => {
		const fraction = fractions.get(lineOf(mark));
		return fraction === undefined
			? mark
			: { ...mark, ...fitAt(fraction, Number(mark.x), scale.of) };
	});
}

/** The note that says what the thin lines are, where there are any. */
export function fitNote(
	values: readonly Mark[],
	{ chartNotes }: Headings,
): string | undefined {
	return values.some(({ fitted }) => fitted !== undefined)
		? chartNotes.fitted
		: undefined;
}

function fitAt(
	fraction: number,
	threads: number,
	of: (speedUp: number, threads: number) => number,
): Pick<Mark, "fitted" | "serialFraction"> {
	const share = fraction + (1 - fraction) / threads;
	// A fraction far below 0 leaves no time at all for many threads: there the law says nothing.
	return share > 0
		? {
				fitted: of(1 / share, threads),
				serialFraction: formatRatio(fraction),
			}
		: { serialFraction: formatRatio(fraction) };
}
