import { onlyTrusted, onlyUntrusted, type PanelSpec } from "./chart.ts";
import {
	channelsOf,
	countsOf,
	type DrawnMarks,
	legendOf,
	onlyOurs,
	onlyPublished,
} from "./drawn-marks.ts";

const PANEL = { width: 250, height: 170 };

/** A line for each series over the thread counts, dashed where somebody published it; points as in other charts. */
export function lineSpec(drawn: DrawnMarks): PanelSpec {
	const { marks, titles } = drawn;
	return {
		...PANEL,
		encoding: {
			x: {
				field: "x",
				type: "quantitative",
				title: titles.x,
				axis: { values: countsOf(marks), format: "d", grid: false },
				scale: { zero: false, nice: false, padding: 14 },
			},
			y: channelsOf(drawn).y,
		},
		layer: [
			...guideLayers(drawn),
			...fitLayers(drawn),
			lineLayer(drawn),
			...pointLayers(drawn),
		],
	};
}

function lineLayer(drawn: DrawnMarks) {
	const { colour: color, origin } = channelsOf(drawn);
	const range = [
		[1, 0],
		[4, 2],
	];
	const strokeDash = {
		...origin,
		scale: { ...origin.scale, range },
		legend: legendOf(drawn, {
			symbolType: "stroke" as const,
			symbolSize: 144,
		}),
	};
	return {
		mark: { type: "line" as const, strokeWidth: 2 },
		encoding: { color, strokeDash, detail: { field: "slot" } },
	};
}

function pointLayers(drawn: DrawnMarks) {
	const { colour: color, tooltip } = channelsOf(drawn);
	const encoding = { color, tooltip };
	const point = { type: "point", size: 70, opacity: 1 } as const;
	return [
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
	];
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
function fitLayers(drawn: DrawnMarks) {
	const { colour: color, y } = channelsOf(drawn);
	if (drawn.marks.every(({ fitted }) => fitted === undefined)) {
		return [];
	}
	return [
		{
			transform: [{ filter: "isValid(datum.fitted)" }],
			mark: { type: "line" as const, strokeWidth: 0.8, opacity: 0.8 },
			encoding: {
				color,
				y: { ...y, field: "fitted" },
				detail: { field: "slot" },
			},
		},
	];
}
