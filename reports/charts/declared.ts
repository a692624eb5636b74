import { METRICS, type Metric, type Unit } from "../../plan/metrics.ts";
import type { ChartDeclaration } from "../../plan/suite.ts";
import { type Filling, fillPivots } from "../fill-pivots.ts";
import type { PivotProblem } from "../filled-table.ts";
import { HEADINGS } from "../headings.ts";
import type { Language } from "../language.ts";
import { type Part, partTitle, valuesOn, valueTitle } from "../pivot-cells.ts";
import { chartProblem } from "../pivot-check.ts";
import type { RunSummary } from "../summary.ts";
import { fitNote, withFits } from "./amdahl.ts";
import { barSpec } from "./bars.ts";
import {
	type Chart,
	hollowNote,
	type PanelSpec,
	panelChart,
	panelsInRow,
} from "./chart.ts";
import { lineSpec } from "./lines.ts";
import { type Mark, marksOf, missingNote } from "./marks.ts";

/** The charts that the suite of a run declares; one that cannot be drawn is told instead. */
export function declaredCharts(
	summary: RunSummary,
	lang: Language,
): readonly (Chart | PivotProblem)[] {
	return fillPivots(summary, {
		pivots: summary.suite.charts,
		lang,
		problemOf: chartProblem,
		fill: drawPart,
	});
}

/** Figures as n threads would have them that are n times as fast as one. */
const IDEAL: Partial<Record<Metric, (threads: number) => number>> = {
	speedUp: (threads) => threads,
	parallelEfficiency: () => 1,
};

/** Units that mean the same on each device. */
const COMPARABLE: ReadonlySet<Unit> = new Set<Unit>(["fraction", "ratio"]);

function drawPart(filling: Filling<ChartDeclaration>): Chart | PivotProblem {
	const { pivot: chart, part, parts, index, figures, lang } = filling;
	const number =
		parts.length > 1 ? `${index + 1}-${parts.indexOf(part) + 1}` : index + 1;
	const words = HEADINGS[lang];
	const title = partTitle(chart, part, lang);
	const source = { chart, cells: part.cells, figures, lang };
	const marks =
		chart.x === "threads"
			? withFits(marksOf(source), chart.metric)
			: marksOf(source);
	if (marks.length === 0) {
		return { title, problem: words.chartNotes.noFigures };
	}
	return panelChart({
		name: `declared-${number}`,
		title,
		notes: [
			hollowNote(marks, words),
			fitNote(marks, words),
			missingNote(source),
		],
		values: marks,
		panel: "panel",
		columns: panelsInRow(marks),
		spec: specOf(filling, marks),
		resolve: {
			axis: { x: "independent" },
			// What has no unit of its own is compared from panel to panel.
			scale: {
				y: COMPARABLE.has(METRICS[chart.metric].unit)
					? "shared"
					: "independent",
			},
		},
	});
}

function specOf(
	{ pivot: chart, parts, lang }: Filling<ChartDeclaration>,
	marks: readonly Mark[],
): PanelSpec {
	const words = HEADINGS[lang];
	const spec = chart.kind === "bar" ? barSpec : lineSpec;
	return spec({
		marks,
		series: seriesOf(chart, parts, lang),
		titles: {
			x: words.columns[chart.x],
			value: words.metrics[chart.metric],
			series: chart.series && words.columns[chart.series],
		},
		words,
		guide: IDEAL[chart.metric],
	});
}

/** The values that have a colour each; a chart without a series has one nameless. */
function seriesOf(
	{ series }: ChartDeclaration,
	parts: readonly Part[],
	lang: Language,
): readonly string[] {
	const cells = parts.flatMap((part) => part.cells);
	return series === undefined
		? [""]
		: valuesOn(series, cells).map((value) => valueTitle(series, value, lang));
}
