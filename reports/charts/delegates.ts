import type { Cell } from "../../plan/cell.ts";
import { formatMs } from "../format.ts";
import type { RunSummary } from "../summary.ts";
import {
	type Chart,
	type Chartist,
	colourOf,
	durationScale,
	hollowNote,
	IN_ORDER,
	PLOT_WIDTH,
	panelChart,
	pointLayers,
	tooltipOf,
} from "./chart.ts";

/** From how many delegates on they have a chart of their own; fewer stand side by side in that of latency. */
const FEWEST_DELEGATES = 3;

/** Median latency of each delegate, its variants on one line, a panel for each model, thread count and device. */
export const delegatesChart: Chartist = (summary, words): Chart | undefined => {
	const values = valuesOf(summary);
	const delegates = new Set(values.map(({ delegate }) => delegate));
	if (delegates.size < FEWEST_DELEGATES) {
		return undefined;
	}
	const title = words.charts.delegates;
	const { columns, sections, axes } = words;
	const tooltip = tooltipOf({
		cell: sections.cell,
		latencyText: columns.latency,
		verdict: columns.verdict,
	});
	return panelChart({
		name: "delegates",
		title,
		notes: [hollowNote(values, words)],
		values,
		panel: "panel",
		spec: {
			width: PLOT_WIDTH,
			height: { step: 14, for: "offset" },
			encoding: {
				y: {
					field: "delegate",
					type: "nominal",
					title: null,
					sort: IN_ORDER,
				},
				// Variants that take the same time stand below one another.
				yOffset: { field: "variant", sort: { field: "order", op: "min" } },
			},
			layer: pointLayers({
				x: {
					field: "latency",
					type: "quantitative" as const,
					title: columns.latency,
					scale: durationScale(values.map(({ latency }) => latency)),
				},
				color: colourOf("variant", axes.variant),
				tooltip,
			}),
		},
	});
};

function valuesOf({ cells, suite }: RunSummary) {
	return cells.flatMap(({ id, cell, latency, verdict }, order) =>
		latency === undefined
			? []
			: [
					{
						order,
						cell: id,
						delegate: cell.delegate,
						variant: cell.variant,
						panel: panelTitle(cell, suite),
						latency: latency.medianMs,
						latencyText: formatMs(latency.medianMs),
						trusted: verdict === "valid",
						verdict,
					},
				],
	);
}

function panelTitle(
	{ model, threads, device }: Cell,
	suite: RunSummary["suite"],
): string {
	const count = suite.threads.length > 1 ? ` · t${threads}` : "";
	return `${model}${count}${suite.devices.length > 1 ? ` @${device}` : ""}`;
}
