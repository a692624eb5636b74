import type { Headings } from "../headings.ts";
import { tooltipOf } from "./chart.ts";
import { TRUSTED_COLOUR } from "./look.ts";
import type { Mark } from "./marks.ts";

/** Marks, and what they mean. */
export type DrawnMarks = {
	readonly marks: readonly Mark[];
	/** Every value of the series, those without a figure too, so that a colour means the same in each picture. */
	readonly series: readonly string[];
	/** The headings of the axes and of the colours; without one of the colours there is one colour. */
	readonly titles: {
		readonly x: string;
		readonly value: string;
		readonly series: string | undefined;
	};
	readonly words: Headings;
	/** The values of a thin line over the thread counts that figures are read against. */
	readonly guide?: ((threads: number) => number) | undefined;
	readonly logarithmic?: boolean;
};

/** About how many ticks an axis of figures has. */
const TICKS = 5;

/** Keeps our figures. */
export const onlyOurs = { filter: "!datum.published" } as const;

/** Keeps the figures that others published. */
export const onlyPublished = { filter: "datum.published" } as const;

/** The encodings that bars and lines share. */
export function channelsOf({
	marks,
	series,
	titles,
	words,
	logarithmic,
}: DrawnMarks) {
	const colour =
		titles.series === undefined
			? { value: TRUSTED_COLOUR }
			: {
					field: "series",
					type: "nominal" as const,
					title: titles.series,
					scale: { domain: [...series] },
				};
	return {
		colour,
		origin: {
			field: "origin",
			type: "nominal" as const,
			title: null,
			scale: { domain: [words.ours, words.published] },
		},
		y: {
			field: "value",
			type: "quantitative" as const,
			title: titles.value,
			// A last tick at the upper end keeps the headings of panels side by side at one height.
			scale: logarithmic
				? { type: "log" as const, nice: false, padding: 10 }
				: { zero: true, nice: TICKS },
			axis: { tickCount: TICKS },
			stack: null,
		},
		tooltip: tooltipOf({
			cell: words.sections.cell,
			text: titles.value,
			origin: words.origin,
			verdict: words.columns.verdict,
			...(marks.some(({ serialFraction }) => serialFraction !== undefined) && {
				serialFraction: words.scaling.serialFraction,
			}),
		}),
	};
}

/** The legend that tells ours from published figures, where there are both or only published ones. */
export function legendOf<Look extends object>(
	{ marks }: DrawnMarks,
	look: Look,
): Look | null {
	return marks.some(({ published }) => published) ? look : null;
}

/** The thread counts on the axis of x, ascending. */
export function countsOf(marks: readonly Mark[]): number[] {
	return [...new Set(marks.map(({ x }) => Number(x)))].toSorted(
		(left, right) => left - right,
	);
}
