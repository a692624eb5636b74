import type { TopLevelSpec } from "vega-lite";
import type { CellSummary } from "../cell-summary.ts";
import type { ChartName, Headings } from "../headings.ts";
import type { RunSummary } from "../summary.ts";
import { textWidth } from "../text-width.ts";
import { HEADER_FONT_SIZE } from "./look.ts";

/** A chart as plain data. */
export type Chart = {
	/** Names its files and its place in a page: letters, digits and dashes. */
	readonly name: ChartName | `declared-${string}` | `devices-${number}`;
	readonly title: string;
	readonly spec: TopLevelSpec;
};

/** Draws a chart of a run, or several, or nothing where the run has no such figures. */
export type Chartist<Drawn = Chart | readonly Chart[] | undefined> = (
	summary: RunSummary,
	words: Headings,
) => Drawn;

/** How wide the part of a chart is that holds the marks. */
export const PLOT_WIDTH = 560;

/** What is drawn in each panel. */
export type PanelSpec = Extract<
	TopLevelSpec,
	{ readonly facet: unknown; readonly spec: unknown }
>["spec"];

/** What every chart is made of: its figures, and the panel that is drawn for each value of one of their fields. */
export type PanelChart<Value extends object> = {
	readonly name: Chart["name"];
	readonly title: string;
	/** Lines below the title, such as how an untrusted figure is drawn. */
	readonly notes: readonly (string | undefined)[];
	readonly values: readonly Value[];
	/** The field whose values have a panel each. */
	readonly panel: keyof Value & string;
	/** Panels in a row. */
	readonly columns?: number;
	readonly spec: PanelSpec;
	/** What else than the scale of y is a panel's own. */
	readonly resolve?: {
		readonly scale?: Readonly<Record<string, "independent" | "shared">>;
		readonly axis?: Readonly<Record<string, "independent">>;
	};
};

/** A chart of panels one below the other, or in rows of several, the first panel that of the first figure. */
export function panelChart<Value extends object>({
	name,
	title,
	notes,
	values,
	panel,
	columns = 1,
	spec,
	resolve = {},
}: PanelChart<Value>): Chart {
	const subtitle = notes.filter((note) => note !== undefined);
	return {
		name,
		title,
		spec: {
			title:
				subtitle.length === 0 ? { text: title } : { text: title, subtitle },
			data: { values: [...values] },
			facet: {
				field: panel,
				type: "nominal",
				sort: IN_ORDER,
				header: {
					title: null,
					labels: values.some((value) => value[panel] !== ""),
					labelAnchor: "start",
					labelOrient: "top",
				},
			},
			columns,
			spec,
			resolve: {
				...resolve,
				scale: { y: "independent", ...resolve.scale },
			},
		},
	};
}

/** The widest heading of a panel that leaves room for another panel beside it. */
const WIDEST_HEADING = 300;

/** How many panels stand in a row: two, or one where their headings are too wide for that. */
export function panelsInRow(
	values: readonly { readonly panel: string }[],
): number {
	const narrow = values.every(
		({ panel }) => textWidth(panel, HEADER_FONT_SIZE, true) < WIDEST_HEADING,
	);
	return narrow ? 2 : 1;
}

/** Values in the order in which the grid has them. */
export const IN_ORDER = { field: "order", op: "min" } as const;

/** A cell's place in a chart of its model: what its id says beyond the model and, where there is one only, the device. */
export function cellLabel(
	{ cell }: CellSummary,
	{ suite }: RunSummary,
): string {
	const device = suite.devices.length > 1 ? `@${cell.device}` : "";
	return `${cell.variant}/${cell.delegate}-t${cell.threads}${device}`;
}

/** A field of colours, in the order of the grid. */
export function colourOf(field: "variant" | "delegate", title: string) {
	return {
		field,
		type: "nominal",
		title,
		sort: IN_ORDER,
	} as const;
}

/** What a page says of a mark: each field with its heading; durations as tables write them. */
export function tooltipOf(fields: Readonly<Record<string, string>>) {
	return Object.entries(fields).map(([field, title]) => ({ field, title }));
}

/** Keeps the figures that can be trusted. */
export const onlyTrusted = { filter: "datum.trusted" } as const;

/** Keeps the figures that cannot be trusted. */
export const onlyUntrusted = { filter: "!datum.trusted" } as const;

/** Whether every figure of a chart can be trusted; where not, the note that says how the others are drawn. */
export function hollowNote(
	values: readonly { readonly trusted: boolean }[],
	{ chartNotes }: Headings,
): string | undefined {
	return values.every(({ trusted }) => trusted) ? undefined : chartNotes.hollow;
}

/** A point for each figure: filled where it can be trusted, hollow where not. */
export function pointLayers<Encoding extends object>(encoding: Encoding) {
	const mark = { type: "point", size: 80, opacity: 1 } as const;
	return [
		{ transform: [onlyTrusted], mark: { ...mark, filled: true }, encoding },
		{ transform: [onlyUntrusted], mark: { ...mark, filled: false }, encoding },
	];
}

/** From how many times the smallest value on a logarithmic axis serves better. */
const LOGARITHMIC_FROM = 30;

/** The scale on which durations are drawn: from zero, or logarithmic where they differ very much. */
export function durationScale(values: readonly number[]) {
	const positive = values.filter((value) => value > 0);
	const logarithmic =
		positive.length === values.length &&
		Math.max(...values) > LOGARITHMIC_FROM * Math.min(...values);
	return logarithmic ? ({ type: "log" } as const) : ({ zero: true } as const);
}
