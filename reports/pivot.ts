import { AXES, type Axis, type Metric } from "../plan/metrics.ts";
import type { Published, TableDeclaration } from "../plan/suite.ts";
import type { CellSummary } from "./cell-summary.ts";
import { ABSENT, METRIC_TEXTS } from "./format.ts";
import { HEADINGS, titleIn } from "./headings.ts";
import type { Language } from "./language.ts";
import { isTrusted, metricValue } from "./metric-values.ts";
import type { RunSummary } from "./summary.ts";
import { UNTRUSTED_MARK } from "./table.ts";
import { freeAxes, matches, tableProblem } from "./table-check.ts";

/** One field of a pivot table. */
export type PivotField = {
	readonly text: string;
	/** False for a figure of ours that its verdict calls invalid. */
	readonly trusted: boolean;
	readonly published: boolean;
};

/** What a field says, with the mark of figures that are not to be trusted. */
export function pivotText({ text, trusted }: PivotField): string {
	return trusted ? text : `${text}${UNTRUSTED_MARK}`;
}

/** A table as a suite declares it, filled with a run's figures. */
export type PivotTable = {
	readonly title: string;
	/** The first is the heading of the rows' axis. */
	readonly headings: readonly string[];
	readonly rows: readonly {
		readonly heading: string;
		readonly fields: readonly PivotField[];
	}[];
};

/** A table that could not be filled, and why. */
export type PivotProblem = { readonly title: string; readonly problem: string };

/** The tables that the suite of a run declares; one that is declared wrongly is told instead of drawn. */
export function pivotTables(
	summary: RunSummary,
	lang: Language,
): readonly (PivotTable | PivotProblem)[] {
	return summary.suite.tables.flatMap<PivotTable | PivotProblem>(
		(table, index) => {
			const problem = tableProblem(summary.suite, table, index);
			if (problem !== undefined) {
				return [{ title: titleIn(lang, table.title), problem }];
			}
			const cells = summary.cells.filter(({ cell }) =>
				matches(table.where, cell),
			);
			return splitCells(cells, table.splitBy).map((part) =>
				fillTable({ table, part, summary, lang }),
			);
		},
	);
}

/** Cells that share their values on some axes. */
type Part = {
	readonly values: readonly (string | number)[];
	readonly cells: readonly CellSummary[];
};

function splitCells(
	cells: readonly CellSummary[],
	axes: readonly Axis[],
): readonly Part[] {
	const parts = new Map<string, Part>();
	for (const summary of cells) {
		const values = axes.map((axis) => summary.cell[axis]);
		const key = JSON.stringify(values);
		parts.set(key, {
			values,
			cells: [...(parts.get(key)?.cells ?? []), summary],
		});
	}
	return [...parts.values()];
}

type Filling = {
	readonly table: TableDeclaration;
	readonly part: Part;
	readonly summary: RunSummary;
	readonly lang: Language;
};

function fillTable({ table, part, summary, lang }: Filling): PivotTable {
	const { axes, published } = HEADINGS[lang];
	const columns = columnsOf(table, part.cells, lang).map((column) => ({
		...column,
		published: part.cells.some(
			(cell) =>
				column.holds(cell) &&
				publishedValue(summary.suite.published, cell, column.metric) !==
					undefined,
		),
	}));
	const rows = valuesOf(part.cells, table.rows).map((value) => ({
		heading: valueTitle(table.rows, value, lang),
		fields: columns.flatMap((column) => {
			const cell = fieldCell(
				part.cells.filter(
					(cell) => cell.cell[table.rows] === value && column.holds(cell),
				),
				table,
			);
			const ours = fieldOf(cell, column.metric);
			return column.published
				? [ours, publishedField(summary.suite.published, cell, column.metric)]
				: [ours];
		}),
	}));
	const headings = columns.flatMap((column) =>
		column.published ? [column.heading, published] : [column.heading],
	);
	return {
		title: titleOf(table, part, lang),
		headings: [axes[table.rows], ...headings],
		rows,
	};
}

function titleOf(
	table: TableDeclaration,
	{ values }: Part,
	lang: Language,
): string {
	const { axes, metrics } = HEADINGS[lang];
	const [metric, ...others] = table.metrics;
	const split = table.splitBy.map(
		(axis, index) =>
			`${axes[axis]} ${valueTitle(axis, values[index] ?? "", lang)}`,
	);
	const figure =
		table.columns !== "metric" && metric !== undefined && others.length === 0
			? [metrics[metric]]
			: [];
	return [titleIn(lang, table.title), ...split, ...figure].join(" · ");
}

type PivotColumn = {
	readonly heading: string;
	readonly metric: Metric;
	readonly holds: (cell: CellSummary) => boolean;
};

function columnsOf(
	table: TableDeclaration,
	cells: readonly CellSummary[],
	lang: Language,
): readonly PivotColumn[] {
	const { metrics } = HEADINGS[lang];
	const { columns: axis } = table;
	if (axis === "metric") {
		return table.metrics.map((metric) => ({
			heading: metrics[metric],
			metric,
			holds: () => true,
		}));
	}
	return valuesOf(cells, axis).flatMap((value) =>
		table.metrics.map((metric) => {
			const title = valueTitle(axis, value, lang);
			const heading =
				table.metrics.length > 1 ? `${title} ${metrics[metric]}` : title;
			return {
				heading,
				metric,
				holds: ({ cell }: CellSummary) => cell[axis] === value,
			};
		}),
	);
}

function valuesOf(
	cells: readonly CellSummary[],
	axis: Axis,
): readonly (string | number)[] {
	return [...new Set(cells.map(({ cell }) => cell[axis]))];
}

function valueTitle(
	axis: Axis,
	value: string | number,
	lang: Language,
): string {
	return axis === "variant"
		? (HEADINGS[lang].variants[value] ?? String(value))
		: String(value);
}

/**
 * The cell of a field. `tableProblem` has made sure that it is the only one, but for figures of the file alone, which
 * are the same for all: there, one that has a file.
 */
function fieldCell(
	cells: readonly CellSummary[],
	table: TableDeclaration,
): CellSummary | undefined {
	return freeAxes(table).length < AXES.length
		? (cells.find(({ artifact }) => artifact) ?? cells[0])
		: cells[0];
}

function fieldOf(cell: CellSummary | undefined, metric: Metric): PivotField {
	const value = cell && metricValue(cell, metric);
	if (cell === undefined || value === undefined) {
		const text =
			cell === undefined || cell.status === "measured" ? ABSENT : cell.status;
		return { text, trusted: true, published: false };
	}
	return {
		text: METRIC_TEXTS[metric](value),
		trusted: isTrusted(cell, metric),
		published: false,
	};
}

function publishedField(
	published: Published | undefined,
	cell: CellSummary | undefined,
	metric: Metric,
): PivotField {
	const value = cell && publishedValue(published, cell, metric);
	return {
		text: value === undefined ? ABSENT : METRIC_TEXTS[metric](value),
		trusted: true,
		published: true,
	};
}

/** The published figure that speaks of a cell; of several, the one that names the most axes. */
export function publishedValue(
	published: Published | undefined,
	{ cell }: CellSummary,
	metric: Metric,
): number | undefined {
	const figures = (published?.figures ?? [])
		.filter(
			({ cells, values }) =>
				matches(cells, cell) && values[metric] !== undefined,
		)
		.toSorted(
			(left, right) =>
				Object.keys(right.cells).length - Object.keys(left.cells).length,
		);
	return figures[0]?.values[metric];
}
