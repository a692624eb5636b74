import { formatKilobytes } from "../format.ts";
import type { Headings } from "../headings.ts";
import type { RunSummary } from "../summary.ts";
import {
	type Chart,
	type Chartist,
	colourOf,
	IN_ORDER,
	PLOT_WIDTH,
	panelChart,
	tooltipOf,
} from "./chart.ts";

/** The size of each variant's file as a bar. */
export const sizeChart: Chartist = (summary, words): Chart | undefined => {
	const values = valuesOf(summary);
	if (values.length === 0) {
		return undefined;
	}
	const title = words.charts.size;
	return panelChart({
		name: "size",
		title,
		notes: [],
		values,
		panel: "model",
		spec: {
			width: PLOT_WIDTH,
			height: { step: 28 },
			encoding: {
				y: {
					field: "variant",
					type: "nominal",
					title: null,
					sort: IN_ORDER,
				},
				x: {
					field: "kilobytes",
					type: "quantitative",
					title: words.columns.size,
					scale: { zero: true },
				},
			},
			layer: layersOf(words),
		},
	});
};

/** One bar for each file; cells that differ in what executes it share it. */
function valuesOf({ cells }: RunSummary) {
	const files = cells.flatMap(({ cell, artifact }, order) => {
		if (artifact === undefined) {
			return [];
		}
		const { model, variant } = cell;
		const { sizeBytes } = artifact;
		return {
			order,
			model,
			variant,
			kilobytes: sizeBytes / 1000,
			text: formatKilobytes(sizeBytes),
		};
	});
	return files.filter(
		({ model, variant }, index) =>
			index ===
			files.findIndex(
				(file) => file.model === model && file.variant === variant,
			),
	);
}

function layersOf({ axes, columns }: Headings) {
	const color = { ...colourOf("variant", axes.variant), legend: null };
	const tooltip = tooltipOf({ variant: axes.variant, text: columns.size });
	return [
		{
			mark: { type: "bar" as const, height: { band: 0.62 } },
			encoding: { color, tooltip },
		},
		{
			mark: { type: "text" as const, align: "left" as const, dx: 6 },
			encoding: { text: { field: "text" } },
		},
	];
}
