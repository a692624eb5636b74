import { formatKilobytes } from "../format.ts";
import { type Chart, type Chartist, chartTitle, colourOf, MODEL_FACET, PLOT_WIDTH } from "./chart.ts";

/** The size of each variant's file as a bar. */
export const sizeChart: Chartist = (summary, words): Chart | undefined => {
	const files = new Map(
		summary.cells.flatMap(({ cell, artifact }, order) => {
			const { model, variant } = cell;
			return artifact === undefined
				? []
				: [[JSON.stringify([model, variant]), { order, model, variant, sizeBytes: artifact.sizeBytes }] as const];
		}),
	);
	const values = [...files.values()].map((file) => ({
		...file,
		kilobytes: file.sizeBytes / 1000,
		text: formatKilobytes(file.sizeBytes),
	}));
	if (values.length === 0) {
		return undefined;
	}
	const { charts, columns, axes } = words;
	return {
		name: "size",
		title: charts.size,
		spec: {
			title: chartTitle(charts.size, []),
			data: { values },
			facet: MODEL_FACET,
			columns: 1,
			spec: {
				width: PLOT_WIDTH,
				height: { step: 28 },
				encoding: {
					y: { field: "variant", type: "nominal", title: null, sort: { field: "order", op: "min" } },
					x: { field: "kilobytes", type: "quantitative", title: columns.size, scale: { zero: true } },
				},
				layer: [
					{
						mark: { type: "bar", height: { band: 0.62 } },
						encoding: {
							color: { ...colourOf("variant", axes.variant), legend: null },
							tooltip: [{ field: "variant" }, { field: "sizeBytes" }],
						},
					},
					{ mark: { type: "text", align: "left", dx: 6 }, encoding: { text: { field: "text" } } },
				],
			},
			resolve: { scale: { y: "independent" } },
		},
	};
};
