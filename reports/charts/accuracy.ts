import { type Chart, type Chartist, chartTitle, colourOf, MODEL_FACET, onlyTrusted, onlyUntrusted, PLOT_WIDTH } from "./chart.ts";

/** The least that the axis reaches beyond the accuracies on both sides, so that equal ones do not blow up noise. */
const LEAST_MARGIN = 0.005;

/** The top-1 accuracy of each cell as a point in the row of its variant; the axis does not begin at zero. */
export const accuracyChart: Chartist = (summary, words): Chart | undefined => {
	const values = summary.cells.flatMap((cell, order) =>
		cell.accuracy === undefined
			? []
			: {
					order,
					cell: cell.id,
					model: cell.cell.model,
					variant: cell.cell.variant,
					delegate: cell.cell.delegate,
					accuracy: cell.accuracy.top1,
					samples: cell.accuracy.samples,
					trusted: cell.accuracyVerdict === "valid",
					verdict: cell.accuracyVerdict ?? "",
				},
	);
	if (values.length === 0) {
		return undefined;
	}
	const { charts, chartNotes, columns, axes } = words;
	const accuracies = values.map(({ accuracy }) => accuracy);
	const [least, most] = [Math.min(...accuracies), Math.max(...accuracies)];
	const margin = Math.max(LEAST_MARGIN, (most - least) * 0.15);
	return {
		name: "accuracy",
		title: charts.accuracy,
		spec: {
			title: chartTitle(charts.accuracy, [values.every(({ trusted }) => trusted) ? undefined : chartNotes.hollow]),
			data: { values },
			facet: MODEL_FACET,
			columns: 1,
			spec: {
				width: PLOT_WIDTH,
				height: { step: 16 },
				encoding: {
					y: { field: "variant", type: "nominal", title: null, sort: { field: "order", op: "min" } },
					yOffset: { field: "delegate", type: "nominal", sort: { field: "order", op: "min" } },
					x: {
						field: "accuracy",
						type: "quantitative",
						title: columns.accuracy,
						axis: { format: ".3f" },
						scale: { zero: false, domain: [Math.max(0, least - margin), Math.min(1, most + margin)] },
					},
					color: colourOf("delegate", axes.delegate),
					tooltip: ["cell", "accuracy", "samples", "verdict"].map((field) => ({ field })),
				},
				layer: [
					{ transform: [onlyTrusted], mark: { type: "point", filled: true, size: 80, opacity: 1 } },
					{ transform: [onlyUntrusted], mark: { type: "point", filled: false, size: 80, opacity: 1 } },
				],
			},
			resolve: { scale: { y: "independent" } },
		},
	};
};
