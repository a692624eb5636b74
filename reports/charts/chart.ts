import type { TopLevelSpec } from "vega-lite";
import type { CellSummary } from "../cell-summary.ts";
import type { ChartName, Headings } from "../headings.ts";
import type { RunSummary } from "../summary.ts";

/** A chart as plain data. */
export type Chart = {
	readonly name: ChartName;
	readonly title: string;
	readonly spec: TopLevelSpec;
};

/** Draws a chart of a run, or nothing where the run has no such figures. */
export type Chartist = (summary: RunSummary, words: Headings) => Chart | undefined;

/** Okabe and Ito, "Color Universal Design" (2008): eight colours that colour-blind readers tell apart, black last. */
export const PALETTE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442", "#000000"];

/** How wide the part of a chart is that holds the marks. */
export const PLOT_WIDTH = 560;

/** What is drawn on: white paper, or a page whose own colour of text shines through. */
export type Surface = "paper" | "page";

/** The look of every chart. */
export function chartConfig(surface: Surface) {
	const ink = surface === "paper" ? "#24292f" : "currentColor";
	const faint = surface === "paper" ? "#57606a" : "currentColor";
	const text = { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" as const, labelLimit: 0, titleLimit: 0 };
	return {
		font: "sans-serif",
		background: surface === "paper" ? "#ffffff" : "transparent",
		padding: 8,
		view: { stroke: "transparent" },
		axis: { ...text, grid: false, domainColor: faint, tickColor: faint, domainOpacity: 0.4, tickOpacity: 0.4, labelPadding: 6, titlePadding: 8 },
		axisQuantitative: { grid: true, gridColor: faint, gridOpacity: 0.15 },
		axisX: { tickCount: 6 },
		legend: { ...text, symbolSize: 90, orient: "top" as const, direction: "horizontal" as const, titleOrient: "left" as const, titlePadding: 10, offset: 10, columns: 6, symbolOpacity: 1 },
		header: { ...text, labelFontSize: 13, labelFontWeight: "bold" as const },
		title: { color: ink, subtitleColor: ink, fontSize: 15, subtitleFontSize: 12, anchor: "start" as const, offset: 12, subtitlePadding: 6, limit: 0 },
		text: { color: ink, fontSize: 11 },
		range: { category: PALETTE },
	};
}

/** The title of a chart; the second line says how an untrusted figure is drawn, where there is one. */
export function chartTitle(text: string, notes: readonly (string | undefined)[]) {
	const subtitle = notes.filter((note) => note !== undefined);
	return subtitle.length === 0 ? { text } : { text, subtitle };
}

/** A cell's place in a chart of its model: what its id says beyond the model and, where there is one only, the device. */
export function cellLabel({ cell }: CellSummary, { suite }: RunSummary): string {
	const device = suite.devices.length > 1 ? `@${cell.device}` : "";
	return `${cell.variant}/${cell.delegate}-t${cell.threads}${device}`;
}

/** One panel for each model, its name above. */
export const MODEL_FACET = {
	field: "model",
	type: "nominal",
	sort: { field: "order", op: "min" },
	header: { title: null, labelAnchor: "start", labelOrient: "top" },
} as const;

/** A field of colours, in the order of the grid. */
export function colourOf(field: "variant" | "delegate", title: string) {
	return { field, type: "nominal", title, sort: { field: "order", op: "min" } } as const;
}

/** Keeps the figures that can be trusted, or those that cannot. */
export const onlyTrusted = { filter: "datum.trusted" } as const;
export const onlyUntrusted = { filter: "!datum.trusted" } as const;

/** From how many times the smallest value on a logarithmic axis serves better. */
const LOGARITHMIC_FROM = 30;

/** The scale on which durations are drawn: from zero, or logarithmic where they differ very much. */
export function durationScale(values: readonly number[]) {
	const positive = values.filter((value) => value > 0);
	const logarithmic = positive.length === values.length && Math.max(...values) > LOGARITHMIC_FROM * Math.min(...values);
	return logarithmic ? ({ type: "log" } as const) : ({ zero: true } as const);
}
