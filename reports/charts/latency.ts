import { type Chart, type Chartist, cellLabel, chartTitle, colourOf, durationScale, MODEL_FACET, onlyTrusted, onlyUntrusted, PLOT_WIDTH } from "./chart.ts";

/** The median latency of each cell as a point, with its interval; hollow and dashed where it is not to be trusted. */
export const latencyChart: Chartist = (summary, words): Chart | undefined => {
	const values = summary.cells.flatMap((cell, order) => {
		const { latency } = cell;
		return latency === undefined
			? []
			: {
					order,
					cell: cell.id,
					label: cellLabel(cell, summary),
					model: cell.cell.model,
					variant: cell.cell.variant,
					latency: latency.medianMs,
					low: latency.interval?.low ?? latency.medianMs,
					high: latency.interval?.high ?? latency.medianMs,
					launches: latency.launches.length,
					trusted: cell.verdict === "valid",
					verdict: cell.verdict,
				};
	});
	if (values.length === 0) {
		return undefined;
	}
	const { charts, chartNotes, columns, axes } = words;
	const scale = durationScale(values.flatMap(({ low, high }) => [low, high]));
	const x = { field: "latency", type: "quantitative", title: columns.latency, scale } as const;
	const color = colourOf("variant", axes.variant);
	const tooltip = ["cell", "latency", "low", "high", "launches", "verdict"].map((field) => ({ field }));
	const whisker = { x: { ...x, field: "low" }, x2: { field: "high" }, color, tooltip } as const;
	const point = { x, color, tooltip } as const;
	return {
		name: "latency",
		title: charts.latency,
		spec: {
			title: chartTitle(charts.latency, [values.every(({ trusted }) => trusted) ? undefined : chartNotes.hollow]),
			data: { values },
			facet: MODEL_FACET,
			columns: 1,
			spec: {
				width: PLOT_WIDTH,
				height: { step: 24 },
				encoding: { y: { field: "label", type: "nominal", title: null, sort: { field: "order", op: "min" } } },
				layer: [
					{ transform: [onlyTrusted], mark: { type: "rule", strokeWidth: 2.5 }, encoding: whisker },
					{ transform: [onlyUntrusted], mark: { type: "rule", strokeWidth: 1.5, strokeDash: [3, 3] }, encoding: whisker },
					{ transform: [onlyTrusted], mark: { type: "point", filled: true, size: 80, opacity: 1 }, encoding: point },
					{ transform: [onlyUntrusted], mark: { type: "point", filled: false, size: 80, opacity: 1 }, encoding: point },
				],
			},
			resolve: { scale: { x: "independent", y: "independent" } },
		},
	};
};
