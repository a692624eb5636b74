import type { Cell } from "../../plan/cell.ts";
import { type Chart, type Chartist, chartTitle, colourOf, MODEL_FACET, onlyTrusted, onlyUntrusted } from "./chart.ts";

const PANELS_IN_A_ROW = 2;

/** Median latency against the number of threads, a panel for each model, delegate and device; only for several counts. */
export const threadsChart: Chartist = (summary, words): Chart | undefined => {
	const { threads, devices } = summary.suite;
	const values = summary.cells.flatMap((cell, order) =>
		cell.latency === undefined
			? []
			: {
					order,
					cell: cell.id,
					variant: cell.cell.variant,
					panel: panelTitle(cell.cell, devices.length > 1),
					threads: cell.cell.threads,
					latency: cell.latency.medianMs,
					trusted: cell.verdict === "valid",
					verdict: cell.verdict,
				},
	);
	if (threads.length < 2 || values.length === 0) {
		return undefined;
	}
	const { charts, chartNotes, columns, axes } = words;
	const counts: number[] = [...threads];
	const tooltip = ["cell", "latency", "verdict"].map((field) => ({ field }));
	const encoding = {
		x: {
			field: "threads",
			type: "quantitative",
			title: columns.threads,
			axis: { values: counts, format: "d", grid: false },
			scale: { zero: false, nice: false, padding: 14 },
		},
		y: { field: "latency", type: "quantitative", title: columns.latency, scale: { zero: true } },
		color: colourOf("variant", axes.variant),
	} as const;
	return {
		name: "threads",
		title: charts.threads,
		spec: {
			title: chartTitle(charts.threads, [values.every(({ trusted }) => trusted) ? undefined : chartNotes.hollow]),
			data: { values },
			facet: { ...MODEL_FACET, field: "panel" },
			columns: PANELS_IN_A_ROW,
			spec: {
				width: 250,
				height: 170,
				encoding,
				layer: [
					{ mark: { type: "line", strokeWidth: 2 } },
					{ transform: [onlyTrusted], mark: { type: "point", filled: true, size: 80, opacity: 1 }, encoding: { tooltip } },
					{
						transform: [onlyUntrusted],
						mark: { type: "point", filled: false, size: 80, opacity: 1 },
						encoding: { tooltip },
					},
				],
			},
			resolve: { scale: { y: "independent" }, axis: { x: "independent" } },
		},
	};
};

function panelTitle({ model, delegate, device }: Cell, namesDevice: boolean): string {
	return `${model} · ${delegate}${namesDevice ? ` @${device}` : ""}`;
}
