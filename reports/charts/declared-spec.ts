import { METRICS } from "../../plan/metrics.ts";
import type { ChartDeclaration } from "../../plan/suite.ts";
import type { Headings } from "../headings.ts";
import {
	IN_ORDER,
	onlyTrusted,
	onlyUntrusted,
	type PanelSpec,
	tooltipOf,
} from "./chart.ts";
import { TRUSTED_COLOUR } from "./look.ts";
import type { Mark } from "./marks.ts";

/** A declared chart with its marks. */
export type DeclaredMarks = {
	readonly chart: ChartDeclaration;
	readonly marks: readonly Mark[];
	readonly words: Headings;
};

/** How wide a bar is, the gap to the next included. */
const BAR_STEP = 16;

/** The least room for the name of a value below its bars. */
const NARROWEST_GROUP = 84;

const BAR_PANEL_HEIGHT = 190;
const LINE_PANEL = { width: 250, height: 170 };

/** How much of its colour a published figure keeps. */
const PUBLISHED_OPACITY = 0.35;

const onlyOurs = { filter: "!datum.published" } as const;
const onlyPublished = { filter: "datum.published" } as const;

/** A bar for each mark: full; hollow where it is not to be trusted; pale with a dashed edge where somebody published it. */
export function barSpec(declared: DeclaredMarks): PanelSpec {
	const { chart, marks, words } = declared;
	const { colour, edge, origin, y, tooltip } = channelsOf(declared);
	const fillOpacity = {
		...origin,
		scale: { ...origin.scale, range: [1, PUBLISHED_OPACITY] },
		legend: legendOf(declared, {
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
				sort: IN_ORDER,
				title: words.axes[chart.x],
				axis: { labelAngle: 0 },
			},
			xOffset: { field: "slot", type: "nominal", sort: slotsOf(marks) },
			y,
			tooltip,
		},
		layer: [
			{
				transform: [onlyOurs, onlyTrusted],
				mark: bar,
				encoding: { color: colour, fillOpacity },
			},
			{
				transform: [onlyUntrusted],
				mark: { ...bar, filled: false, strokeWidth: 1.5 },
				encoding: { color: colour },
			},
			{
				transform: [onlyPublished],
				mark: { ...bar, strokeWidth: 1, strokeDash: [3, 2] },
				encoding: { color: colour, stroke: edge, fillOpacity },
			},
		],
	};
}

/** A line for each series over the thread counts, dashed where somebody published it; points as in other charts. */
export function lineSpec(declared: DeclaredMarks): PanelSpec {
	const { chart, marks, words } = declared;
	const { colour, origin, y, tooltip } = channelsOf(declared);
	const strokeDash = {
		...origin,
		scale: {
			...origin.scale,
			range: [
				[1, 0],
				[4, 2],
			],
		},
		legend: legendOf(declared, { symbolType: "stroke", symbolSize: 200 }),
	};
	const point = { type: "point", size: 70, opacity: 1 } as const;
	const encoding = { color: colour, tooltip };
	return {
		...LINE_PANEL,
		encoding: {
			x: {
				field: "x",
				type: "quantitative",
				title: words.axes[chart.x],
				axis: { values: countsOf(marks), format: "d", grid: false },
				scale: { zero: false, nice: false, padding: 14 },
			},
			y,
		},
		layer: [
			...idealLayers(declared),
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
				transform: [onlyPublished],
				mark: { ...point, shape: "diamond", size: 45, filled: true },
				encoding,
			},
		],
	};
}

/** The encodings that bars and lines share. */
function channelsOf({ chart, marks, words }: DeclaredMarks) {
	const { metric, series } = chart;
	const domain = [...new Set(marks.map((mark) => mark.series))];
	const colour =
		series === undefined
			? { value: TRUSTED_COLOUR }
			: {
					field: "series",
					type: "nominal" as const,
					title: words.axes[series],
					scale: { domain },
				};
	const edge = series === undefined ? colour : { ...colour, legend: null };
	return {
		colour,
		edge,
		origin: {
			field: "origin",
			type: "nominal" as const,
			title: null,
			scale: { domain: [words.ours, words.published] },
		},
		y: {
			field: "value",
			type: "quantitative" as const,
			title: words.metrics[metric],
			scale: { zero: true },
		},
		tooltip: tooltipOf({
			cell: words.sections.cell,
			text: words.metrics[metric],
			origin: words.origin,
			verdict: words.columns.verdict,
		}),
	};
}

/** The legend that tells ours from published figures, where there are both or only published ones. */
function legendOf<Look extends object>(
	{ marks }: DeclaredMarks,
	look: Look,
): Look | null {
	return marks.some(({ published }) => published) ? look : null;
}

/** Where the bars of one value stand: by series, ours before the published one. */
function slotsOf(marks: readonly Mark[]): string[] {
	const present = new Set(marks.map(({ slot }) => slot));
	const series = [...new Set(marks.map((mark) => mark.series))];
	return series
		.flatMap((name) => [slotOf(name, false), slotOf(name, true)])
		.filter((slot) => present.has(slot));
}

/** The place of a mark among those of one value. */
export function slotOf(series: string, published: boolean): string {
	return `${series} ${published ? 1 : 0}`;
}

function barPanelWidth(marks: readonly Mark[]): number {
	const panels = [...new Set(marks.map(({ panel }) => panel))];
	const widths = panels.map((panel) => {
		const own = marks.filter((mark) => mark.panel === panel);
		const groups = new Set(own.map(({ x }) => x)).size;
		const slots = new Set(own.map(({ slot }) => slot)).size;
		return groups * Math.max(NARROWEST_GROUP, slots * BAR_STEP);
	});
	return Math.max(...widths);
}

function countsOf(marks: readonly Mark[]): number[] {
	return [...new Set(marks.map(({ x }) => Number(x)))].toSorted(
		(left, right) => left - right,
	);
}

/** A thin line where n threads would be n times as fast as one, for the figures that say how near they come. */
function idealLayers({ chart, marks }: DeclaredMarks) {
	if (
		METRICS[chart.metric].unit !== "ratio" &&
		chart.metric !== "parallelEfficiency"
	) {
		return [];
	}
	const values = countsOf(marks).map((x) => ({
		x,
		value: chart.metric === "speedUp" ? x : 1,
	}));
	const mark = {
		type: "line" as const,
		color: "gray",
		strokeWidth: 1,
		strokeDash: [1, 3],
	};
	return [{ data: { values }, mark }];
}
