import type { Cell } from "../../plan/cell.ts";
import { METRICS, type Metric, type Unit } from "../../plan/metrics.ts";
import type { ChartDeclaration } from "../../plan/suite.ts";
import { type Figures, figuresOf } from "../figures.ts";
import type { PivotProblem } from "../filled-table.ts";
import { HEADINGS, titleIn } from "../headings.ts";
import type { Language } from "../language.ts";
import {
	type Part,
	partCells,
	partTitle,
	pivotCells,
	valuesOn,
	valueTitle,
} from "../pivot-cells.ts";
import { chartProblem } from "../pivot-check.ts";
import type { RunSummary } from "../summary.ts";
import { barSpec, lineSpec } from "./bars-and-lines.ts";
import { type Chart, hollowNote, panelChart, panelsInRow } from "./chart.ts";
import { marksOf, missingNote } from "./marks.ts";

/** The charts that the suite of a run declares; one that cannot be drawn is told instead. */
export function declaredCharts(
	summary: RunSummary,
	lang: Language,
): readonly (Chart | PivotProblem)[] {
	const { suite } = summary;
	const grid = summary.cells.map(({ cell }) => cell);
	const figures = figuresOf(summary);
	return suite.charts.flatMap<Chart | PivotProblem>((chart, index) => {
		const problem = chartProblem(chart, index, { suite, grid });
		if (problem !== undefined) {
			return [{ title: titleIn(lang, chart.title), problem }];
		}
		const cells = pivotCells(chart, suite, grid);
		const series = seriesOf(chart, cells, lang);
		const parts = partCells(cells, chart.splitBy);
		return parts.map((part, place) => {
			const number = parts.length > 1 ? `${index + 1}-${place + 1}` : index + 1;
			const name = `declared-${number}` as const;
			return drawPart({ name, chart, part, series, figures, lang });
		});
	});
}

/** Figures as n threads would have them that are n times as fast as one. */
const IDEAL: Partial<Record<Metric, (threads: number) => number>> = {
	speedUp: (threads) => threads,
	parallelEfficiency: () => 1,
};

/** Units that mean the same on each device. */
const COMPARABLE: ReadonlySet<Unit> = new Set<Unit>(["fraction", "ratio"]);

type Drawing = {
	readonly name: Chart["name"];
	readonly chart: ChartDeclaration;
	readonly part: Part;
	readonly series: readonly string[];
	readonly figures: Figures;
	readonly lang: Language;
};

function drawPart(drawing: Drawing): Chart | PivotProblem {
	const { name, chart, part, series, figures, lang } = drawing;
	const words = HEADINGS[lang];
	const title = partTitle(chart, part, lang);
	const source = { chart, cells: part.cells, figures, lang };
	const marks = marksOf(source);
	if (marks.length === 0) {
		return { title, problem: words.chartNotes.noFigures };
	}
	const spec = chart.kind === "bar" ? barSpec : lineSpec;
	return panelChart({
		name,
		title,
		notes: [hollowNote(marks, words), missingNote(source)],
		values: marks,
		panel: "panel",
		columns: panelsInRow(marks),
		spec: spec({
			marks,
			series,
			titles: {
				x: words.axes[chart.x],
				value: words.metrics[chart.metric],
				series: chart.series && words.axes[chart.series],
			},
			words,
			guide: chart.x === "threads" ? IDEAL[chart.metric] : undefined,
		}),
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

/** The values that have a colour each; a chart without a series has one nameless. */
function seriesOf(
	{ series }: ChartDeclaration,
	cells: readonly Cell[],
	lang: Language,
): readonly string[] {
	return series === undefined
		? [""]
		: valuesOn(series, cells).map((value) => valueTitle(series, value, lang));
}
