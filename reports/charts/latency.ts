import { formatMs, intervalText } from "../format.ts";
import type { Headings } from "../headings.ts";
import type { RunSummary } from "../summary.ts";
import {
	type Chart,
	type Chartist,
	cellLabel,
	colourOf,
	durationScale,
	hollowNote,
	IN_ORDER,
	onlyTrusted,
	onlyUntrusted,
	PLOT_WIDTH,
	panelChart,
	pointLayers,
	tooltipOf,
} from "./chart.ts";

/** The median latency of each cell as a point, with its interval; hollow and dashed where it is not to be trusted. */
export const latencyChart: Chartist = (summary, words): Chart | undefined => {
	const values = valuesOf(summary);
	if (values.length === 0) {
		return undefined;
	}
	const title = words.charts.latency;
	return panelChart({
		name: "latency",
		title,
		notes: [hollowNote(values, words)],
		values,
		panel: "model",
		spec: {
			width: PLOT_WIDTH,
			height: { step: 24 },
			encoding: {
				y: {
					field: "label",
					type: "nominal",
					title: null,
					sort: IN_ORDER,
				},
			},
			layer: layersOf(values, words),
		},
		resolve: { scale: { x: "independent" } },
	});
};

type Values = ReturnType<typeof valuesOf>;

function valuesOf(summary: RunSummary) {
	return summary.cells.flatMap((cell, order) => {
		const { id, latency, verdict } = cell;
		if (latency === undefined) {
			return [];
		}
		return {
			order,
			cell: id,
			label: cellLabel(cell, summary),
			model: cell.cell.model,
			variant: cell.cell.variant,
			latency: latency.medianMs,
			low: latency.interval?.low ?? latency.medianMs,
			high: latency.interval?.high ?? latency.medianMs,
			latencyText: formatMs(latency.medianMs),
			intervalText: intervalText(latency.interval),
			launches: latency.launches.length,
			trusted: verdict === "valid",
			verdict,
		};
	});
}

function layersOf(values: Values, { columns, axes, sections }: Headings) {
	const x = {
		field: "latency",
		type: "quantitative",
		title: columns.latency,
		scale: durationScale(values.flatMap(({ low, high }) => [low, high])),
	} as const;
	const color = colourOf("variant", axes.variant);
	const tooltip = tooltipOf({
		cell: sections.cell,
		latencyText: columns.latency,
		intervalText: columns.interval,
		launches: columns.launches,
		verdict: columns.verdict,
	});
	const ends = { x: { ...x, field: "low" }, x2: { field: "high" } } as const;
	const encoding = { ...ends, color, tooltip };
	const rule = { type: "rule", strokeWidth: 2.5 } as const;
	const strokeDash: number[] = [3, 3];
	const dashed = { type: "rule" as const, strokeWidth: 1.5, strokeDash };
	return [
		{ transform: [onlyTrusted], mark: rule, encoding },
		{ transform: [onlyUntrusted], mark: dashed, encoding },
		...pointLayers({ x, color, tooltip }),
	];
}
