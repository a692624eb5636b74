import { formatFraction } from "../format.ts";
import type { Headings } from "../headings.ts";
import type { RunSummary } from "../summary.ts";
import {
	type Chart,
	type Chartist,
	colourOf,
	hollowNote,
	IN_ORDER,
	PLOT_WIDTH,
	panelChart,
	pointLayers,
	tooltipOf,
} from "./chart.ts";

/** The least that the axis reaches beyond the accuracies on both sides, so that equal ones do not blow up noise. */
const LEAST_MARGIN = 0.005;

/** How far it reaches beyond them otherwise, as a share of their range. */
const MARGIN_SHARE = 0.15;

/** The top-1 accuracy of each cell as a point in the row of its variant; the axis does not begin at zero. */
export const accuracyChart: Chartist = (summary, words): Chart | undefined => {
	const values = valuesOf(summary);
	if (values.length === 0) {
		return undefined;
	}
	const title = words.charts.accuracy;
	const { columns, sections } = words;
	const tooltip = tooltipOf({
		cell: sections.cell,
		text: columns.accuracy,
		samples: columns.samples,
		verdict: columns.verdict,
	});
	return panelChart({
		name: "accuracy",
		title,
		notes: [hollowNote(values, words)],
		values,
		panel: "model",
		spec: {
			width: PLOT_WIDTH,
			height: { step: 16 },
			encoding: encodingOf(values, words),
			layer: pointLayers({ tooltip }),
		},
	});
};

type Values = ReturnType<typeof valuesOf>;

function valuesOf({ cells }: RunSummary) {
	return cells.flatMap(({ id, cell, accuracy, accuracyVerdict }, order) => {
		if (accuracy === undefined) {
			return [];
		}
		return {
			order,
			cell: id,
			model: cell.model,
			variant: cell.variant,
			delegate: cell.delegate,
			accuracy: accuracy.top1,
			text: formatFraction(accuracy.top1),
			samples: accuracy.samples,
			trusted: accuracyVerdict === "valid",
			verdict: accuracyVerdict ?? "",
		};
	});
}

function encodingOf(values: Values, { columns, axes }: Headings) {
	const sort = IN_ORDER;
	return {
		y: { field: "variant", type: "nominal" as const, title: null, sort },
		yOffset: { field: "delegate", type: "nominal" as const, sort },
		x: {
			field: "accuracy",
			type: "quantitative" as const,
			title: columns.accuracy,
			axis: { format: ".3f" },
			scale: { zero: false, domain: domainOf(values) },
		},
		color: colourOf("delegate", axes.delegate),
	};
}

function domainOf(values: Values): [number, number] {
	const accuracies = values.map(({ accuracy }) => accuracy);
	const [least, most] = [Math.min(...accuracies), Math.max(...accuracies)];
	const margin = Math.max(LEAST_MARGIN, (most - least) * MARGIN_SHARE);
	return [Math.max(0, least - margin), Math.min(1, most + margin)];
}
