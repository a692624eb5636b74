import type { Headings } from "../headings.ts";
import { textWidth } from "../text-width.ts";
import {
	onlyTrusted,
	onlyUntrusted,
	type PanelSpec,
	tooltipOf,
} from "./chart.ts";
import { TRUSTED_COLOUR } from "./look.ts";
import { type Mark, slotOf } from "./marks.ts";

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

/** How wide a bar is, the gap to the next included. */
const BAR_STEP = 16;

/** The room between the names of two values below their bars. */
const NAME_GAP = 14;

/** About how many ticks an axis of figures has. */
const TICKS = 5;

const BAR_PANEL_HEIGHT = 190;
const LINE_PANEL = { width: 250, height: 170 };

/** How much of its colour a published figure keeps. */
const PUBLISHED_OPACITY = 0.35;

const onlyOurs = { filter: "!datum.published" } as const;
const onlyPublished = { filter: "datum.published" } as const;

/** A bar for each mark: full; hollow where it is not to be trusted; pale with a dashed edge where somebody published it. */
export function barSpec(drawn: DrawnMarks): PanelSpec {
	const { marks, titles } = drawn;
	const { colour, origin, y, tooltip } = channelsOf(drawn);
	const opacity = {
		...origin,
		scale: { ...origin.scale, range: [1, PUBLISHED_OPACITY] },
		legend: legendOf(drawn, {
			symbolType: "square",
			symbolFillColor: "gray",
		}),
	};
	const bar = { type: "bar" } as const;
	return {
		width: barPanelWidth(marks),
		height: BAR_PANEL_HEIGHT,
		encoding: {
			x: {
				field: "x",
				type: "nominal",
				sort: placesOf(marks),
				title: titles.x,
				axis: { labelAngle: 0 },
			},
			xOffset: { field: "slot", type: "nominal", sort: slotsOf(drawn) },
			y,
			tooltip,
		},
		layer: [
			{
				transform: [onlyOurs, onlyTrusted],
				mark: bar,
				encoding: { color: colour, opacity },
			},
			{
				transform: [onlyUntrusted],
				mark: { ...bar, filled: false, strokeWidth: 1.5 },
				encoding: { color: colour },
			},
			{
				transform: [onlyPublished],
				mark: bar,
				encoding: { color: colour, opacity },
			},
			{
				transform: [onlyPublished],
				mark: { ...bar, filled: false, strokeWidth: 1, strokeDash: [3, 2] },
				encoding: { color: colour },
			},
		],
	};
}

/** A line for each series over the thread counts, dashed where somebody published it; points as in other charts. */
export function lineSpec(drawn: DrawnMarks): PanelSpec {
	const { marks, titles } = drawn;
	const { colour, origin, y, tooltip } = channelsOf(drawn);
	const strokeDash = {
		...origin,
		scale: {
			...origin.scale,
			range: [
				[1, 0],
				[4, 2],
			],
		},
		legend: legendOf(drawn, { symbolType: "stroke", symbolSize: 144 }),
	};
	const point = { type: "point", size: 70, opacity: 1 } as const;
	const encoding = { color: colour, tooltip };
	return {
		...LINE_PANEL,
		encoding: {
			x: {
				field: "x",
				type: "quantitative",
				title: titles.x,
				axis: { values: countsOf(marks), format: "d", grid: false },
				scale: { zero: false, nice: false, padding: 14 },
			},
			y,
		},
		layer: [
			...guideLayers(drawn),
			...fitLayers(drawn, { color: colour, y }),
			{
				mark: { type: "line", strokeWidth: 2 },
				encoding: { color: colour, strokeDash, detail: { field: "slot" } },
			},
			{
				transform: [onlyOurs, onlyTrusted],
				mark: { ...point, filled: true },
				encoding,
			},
			{
				transform: [onlyUntrusted],
				mark: { ...point, filled: false },
				encoding,
			},
			{
				transform: [onlyPublished, onlyTrusted],
				mark: { ...point, shape: "diamond", size: 45, filled: true },
				encoding,
			},
		],
	};
}

/** The encodings that bars and lines share. */
function channelsOf({ marks, series, titles, words, logarithmic }: DrawnMarks) {
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
function legendOf<Look extends object>(
	{ marks }: DrawnMarks,
	look: Look,
): Look | null {
	return marks.some(({ published }) => published) ? look : null;
}

/** The values of x in the order of the grid; threads by their number. */
function placesOf(marks: readonly Mark[]): string[] | number[] {
	return marks.every(({ x }) => typeof x === "number")
		? countsOf(marks)
		: [...new Set(marks.map(({ x }) => String(x)))];
}

/** Where the bars of one value stand: by series, ours before the published one. */
function slotsOf({ marks, series }: DrawnMarks): string[] {
	const present = new Set(marks.map(({ slot }) => slot));
	return series
		.flatMap((name) => [slotOf(name, false), slotOf(name, true)])
		.filter((slot) => present.has(slot));
}

function barPanelWidth(marks: readonly Mark[]): number {
	const names = [...new Set(marks.map(({ x }) => String(x)))];
	const groups = names.length;
	const widestName = Math.max(
		...names.map((name) => textWidth(name, 12, false) + NAME_GAP),
	);
	const panels = [...new Set(marks.map(({ panel }) => panel))];
	const widths = panels.map((panel) => {
		const own = marks.filter((mark) => mark.panel === panel);
		const slots = new Set(own.map(({ slot }) => slot)).size;
		return groups * Math.max(widestName, slots * BAR_STEP);
	});
	return Math.max(...widths);
}

function countsOf(marks: readonly Mark[]): number[] {
	return [...new Set(marks.map(({ x }) => Number(x)))].toSorted(
		(left, right) => left - right,
	);
}

/** The thin line, one for each panel. */
function guideLayers({ guide, marks }: DrawnMarks) {
	if (guide === undefined) {
		return [];
	}
	const values = countsOf(marks).map((x) => ({ x, value: guide(x) }));
	const mark = {
		type: "line" as const,
		color: "gray",
		strokeWidth: 1,
		strokeDash: [1, 3],
	};
	return [{ data: { values }, mark }];
}

/** A thin line for each series where Amdahl's law, fitted to it, would have it. */
function fitLayers<Encoding extends { readonly y: object }>(
	{ marks }: DrawnMarks,
	{ y, ...encoding }: Encoding,
) {
	if (marks.every(({ fitted }) => fitted === undefined)) {
		return [];
	}
	return [
		{
			transform: [{ filter: "isValid(datum.fitted)" }],
			mark: { type: "line" as const, strokeWidth: 0.8, opacity: 0.8 },
			encoding: {
				...encoding,
				y: { ...y, field: "fitted" },
				detail: { field: "slot" },
			},
		},
	];
}
