import type { Cell } from "../../plan/cell.ts";
import { formatMs } from "../format.ts";
import type { Headings } from "../headings.ts";
import type { RunSummary } from "../summary.ts";
import {
	type Chart,
	type Chartist,
	colourOf,
	hollowNote,
	panelChart,
	panelsInRow,
	pointLayers,
	tooltipOf,
} from "./chart.ts";

const PANEL_WIDTH = 250;

/** Median latency against the number of threads, a panel for each model, delegate and device; where there are several. */
export const threadsChart: Chartist = (summary, words): Chart | undefined => {
	const values = valuesOf(summary);
	const { threads } = summary.suite;
	if (threads.length < 2 || values.length === 0 || isDeclared(summary)) {
		return undefined;
	}
	const title = words.charts.threads;
	const { cell } = words.sections;
	const { latency, verdict } = words.columns;
	const tooltip = tooltipOf({ cell, latencyText: latency, verdict });
	return panelChart({
		name: "threads",
		title,
		notes: [hollowNote(values, words)],
		values,
		panel: "panel",
		columns: panelsInRow(values),
		spec: {
			width: PANEL_WIDTH,
			height: 170,
			encoding: encodingOf([...threads], words),
			layer: [
				{ mark: { type: "line", strokeWidth: 2 } },
				...pointLayers({ tooltip }),
			],
		},
		resolve: { axis: { x: "independent" } },
	});
};

/** Whether the suite itself declares a chart that shows the same. */
function isDeclared({ suite }: RunSummary): boolean {
	return suite.charts.some(
		({ kind, x, metric, where }) =>
			kind === "line" &&
			x === "threads" &&
			metric === "latencyMs" &&
			Object.keys(where).length === 0,
	);
}

function valuesOf({ cells, suite }: RunSummary) {
	return cells.flatMap(({ id, cell, latency, verdict }, order) => {
		if (latency === undefined) {
			return [];
		}
		return {
			order,
			cell: id,
			variant: cell.variant,
			panel: panelTitle(cell, suite.devices.length > 1),
			threads: cell.threads,
			latency: latency.medianMs,
			latencyText: formatMs(latency.medianMs),
			trusted: verdict === "valid",
			verdict,
		};
	});
}

function panelTitle(
	{ model, delegate, device }: Cell,
	namesDevice: boolean,
): string {
	return `${model} · ${delegate}${namesDevice ? ` @${device}` : ""}`;
}

function encodingOf(threads: number[], { columns, axes }: Headings) {
	return {
		x: {
			field: "threads",
			type: "quantitative" as const,
			title: columns.threads,
			axis: { values: threads, format: "d", grid: false },
			scale: { zero: false, nice: false, padding: 14 },
		},
		y: {
			field: "latency",
			type: "quantitative" as const,
			title: columns.latency,
			scale: { zero: true },
		},
		color: colourOf("variant", axes.variant),
	};
}
