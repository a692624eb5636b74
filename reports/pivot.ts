import type { Cell } from "../plan/cell.ts";
import { AXES, type Metric } from "../plan/metrics.ts";
import type { TableDeclaration } from "../plan/suite.ts";
import type { Figures } from "./figures.ts";
import { type Filling, fillPivots } from "./fill-pivots.ts";
import type { FilledTable, PivotProblem, TableField } from "./filled-table.ts";
import { ABSENT, METRIC_TEXTS } from "./format.ts";
import { HEADINGS } from "./headings.ts";
import type { Language } from "./language.ts";
import { partTitle, valuesOn, valueTitle } from "./pivot-cells.ts";
import { freeAxes, tableProblem } from "./pivot-check.ts";
import type { RunSummary } from "./summary.ts";

/** The tables that the suite of a run declares; one that is declared wrongly is told instead of drawn. */
export function pivotTables(
	summary: RunSummary,
	lang: Language,
): readonly (FilledTable | PivotProblem)[] {
	return fillPivots(summary, {
		pivots: summary.suite.tables,
		lang,
		problemOf: tableProblem,
		fill: fillTable,
	});
}

type TableFilling = Filling<TableDeclaration>;

function fillTable(filling: TableFilling): FilledTable {
	const { pivot: table, part, figures, lang } = filling;
	const { axes, published } = HEADINGS[lang];
	const columns = columnsOf(filling);
	const rows = valuesOn(table.rows, part.cells).map((value) => ({
		heading: valueTitle(table.rows, value, lang),
		fields: columns.flatMap((column) => {
			const cell = fieldCell(
				part.cells.filter(
					(cell) => cell[table.rows] === value && column.holds(cell),
				),
				filling,
			);
			return [
				...(column.ours ? [ourField(cell, column.metric, figures)] : []),
				...(column.published
					? [publishedField(cell, column.metric, figures)]
					: []),
			];
		}),
	}));
	const headings = columns.flatMap(({ heading, ...column }) => [
		...(column.ours ? [heading] : []),
		...(column.published ? [column.ours ? published : heading] : []),
	]);
	return {
		title: titleOf(filling, columns),
		headings: [axes[table.rows], ...headings],
		rows,
	};
}

/** Names the figure where no heading does, and says of a table in which none is ours that all were published. */
function titleOf(
	{ pivot: table, part, lang }: TableFilling,
	columns: readonly PivotColumn[],
): string {
	const { metrics, published } = HEADINGS[lang];
	const [metric, ...others] = table.metrics;
	const figure =
		table.columns !== "metric" && metric !== undefined && others.length === 0
			? [metrics[metric]]
			: [];
	const origin = columns.some(({ ours }) => ours) ? [] : [published];
	return [partTitle(table, part, lang), ...figure, ...origin].join(" · ");
}

type PivotColumn = {
	readonly heading: string;
	readonly metric: Metric;
	readonly holds: (cell: Cell) => boolean;
	/** Whether a cell of the column belongs to the run, and whether figures of it were published. */
	readonly ours: boolean;
	readonly published: boolean;
};

function columnsOf({
	pivot: table,
	part,
	figures,
	lang,
}: TableFilling): readonly PivotColumn[] {
	const { metrics } = HEADINGS[lang];
	const { columns: axis } = table;
	const column = (
		heading: string,
		metric: Metric,
		holds: PivotColumn["holds"],
	): PivotColumn => {
		const cells = part.cells.filter(holds);
		return {
			heading,
			metric,
			holds,
			ours: cells.some((cell) => figures.cell(cell) !== undefined),
			published: cells.some(
				(cell) => figures.published(cell, metric) !== undefined,
			),
		};
	};
	if (axis === "metric") {
		return table.metrics.map((metric) =>
			column(metrics[metric], metric, () => true),
		);
	}
	return valuesOn(axis, part.cells).flatMap((value) =>
		table.metrics.map((metric) => {
			const title = valueTitle(axis, value, lang);
			const heading =
				table.metrics.length > 1 ? `${title} ${metrics[metric]}` : title;
			return column(heading, metric, (cell) => cell[axis] === value);
		}),
	);
}

/**
 * The cell of a field. `tableProblem` has made sure that it is the only one, but for figures of the file alone, which
 * are the same for all: there, one that has a file.
 */
function fieldCell(
	cells: readonly Cell[],
	{ pivot: table, figures }: TableFilling,
): Cell | undefined {
	return freeAxes(table).length < AXES.length
		? (cells.find((cell) => figures.cell(cell)?.artifact) ?? cells[0])
		: cells[0];
}

function ourField(
	cell: Cell | undefined,
	metric: Metric,
	figures: Figures,
): TableField {
	const figure = cell && figures.ours(cell, metric);
	if (figure !== undefined) {
		return {
			text: METRIC_TEXTS[metric](figure.value),
			trusted: figure.trusted,
			published: false,
		};
	}
	const status = cell && figures.cell(cell)?.status;
	const text = status === undefined || status === "measured" ? ABSENT : status;
	return { text, trusted: true, published: false };
}

function publishedField(
	cell: Cell | undefined,
	metric: Metric,
	figures: Figures,
): TableField {
	const value = cell && figures.published(cell, metric);
	return {
		text: value === undefined ? ABSENT : METRIC_TEXTS[metric](value),
		trusted: true,
		published: true,
	};
}
