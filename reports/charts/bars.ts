import { textWidth } from "../text-width.ts";
import { onlyTrusted, onlyUntrusted, type PanelSpec } from "./chart.ts";
import {
	channelsOf,
	countsOf,
	type DrawnMarks,
	legendOf,
	onlyOurs,
	onlyPublished,
} from "./drawn-marks.ts";
import { type Mark, slotOf } from "./marks.ts";

/** How wide a bar is, the gap to the next included. */
const BAR_STEP = 16;

/** The room between the names of two values below their bars, and the size of their letters. */
const NAME_GAP = 14;
const NAME_SIZE = 12;

const PANEL_HEIGHT = 190;

/** How much of its colour a published figure keeps. */
const PUBLISHED_OPACITY = 0.35;

/** A bar for each mark: full; hollow where it is not to be trusted; pale with a dashed edge where somebody published it. */
export function barSpec(drawn: DrawnMarks): PanelSpec {
	const { marks, titles } = drawn;
	const { y, tooltip } = channelsOf(drawn);
	return {
		width: panelWidth(marks),
		height: PANEL_HEIGHT,
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
		layer: barLayers(drawn),
	};
}

function barLayers(drawn: DrawnMarks) {
	const { colour: color, origin } = channelsOf(drawn);
	const opacity = {
		...origin,
		scale: { ...origin.scale, range: [1, PUBLISHED_OPACITY] },
		legend: legendOf(drawn, {
			symbolType: "square" as const,
			symbolFillColor: "gray",
		}),
	};
	const bar = { type: "bar" } as const;
	const edge = { ...bar, filled: false } as const;
	return [
		{
			transform: [onlyOurs, onlyTrusted],
			mark: bar,
			encoding: { color, opacity },
		},
		{
			transform: [onlyUntrusted],
			mark: { ...edge, strokeWidth: 1.5 },
			encoding: { color },
		},
		{
			transform: [onlyPublished],
			mark: bar,
			encoding: { color, opacity },
		},
		{
			transform: [onlyPublished],
			mark: { ...edge, strokeWidth: 1, strokeDash: [3, 2] },
			encoding: { color },
		},
	];
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

function panelWidth(marks: readonly Mark[]): number {
	const names = [...new Set(marks.map(({ x }) => String(x)))];
	const groups = names.length;
	const widestName = Math.max(
		...names.map((name) => textWidth(name, NAME_SIZE, false) + NAME_GAP),
	);
	const panels = [...new Set(marks.map(({ panel }) => panel))];
	const widths = panels.map((panel) => {
		const own = marks.filter((mark) => mark.panel === panel);
		const slots = new Set(own.map(({ slot }) => slot)).size;
		return groups * Math.max(widestName, slots * BAR_STEP);
	});
	return Math.max(...widths);
}
