import { UserError } from "../lib/errors.ts";
import type { Cell } from "../plan/cell.ts";
import { expandSuite } from "../plan/expand.ts";
import { AXES, type Axis } from "../plan/metrics.ts";
import type {
	ChartDeclaration,
	Suite,
	TableDeclaration,
} from "../plan/suite.ts";
import { titleIn } from "./headings.ts";
import { isOfFile, isOwn } from "./metric-values.ts";
import { pivotCells, shownAxes, shownMetrics } from "./pivot-cells.ts";

type Pivot = TableDeclaration | ChartDeclaration;

/** The axes that every figure of a table or chart may vary along. */
export function freeAxes(pivot: Pivot): readonly Axis[] {
	return shownMetrics(pivot).every(isOfFile) ? ["model", "variant"] : AXES;
}

/**
 * Checks that each field of each declared table and each mark of each declared chart holds the figure of one cell. Throws
 * a UserError that names the table or chart, the axis along which several cells fall together, and how to part them.
 */
export function checkPivots(suite: Suite): void {
	const grid = gridOf(suite);
	const problems = [
		...suite.tables.flatMap(
			(table, index) => tableProblem(table, index, { suite, grid }) ?? [],
		),
		...suite.charts.flatMap(
			(chart, index) => chartProblem(chart, index, { suite, grid }) ?? [],
		),
	];
	if (problems.length > 0) {
		throw new UserError(
			`The suite ${suite.name} declares tables or charts that cannot be drawn:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
		);
	}
}

/** Every cell of a suite's grid. */
function gridOf(suite: Suite): readonly Cell[] {
	return expandSuite(suite).map(({ cell }) => cell);
}

/** A suite and the cells of its grid. */
export type Grid = { readonly suite: Suite; readonly grid: readonly Cell[] };

/** What is wrong with the declaration of a table, with the way out; undefined when nothing is. */
export function tableProblem(
	table: TableDeclaration,
	index: number,
	grid: Grid,
): string | undefined {
	const problem = pivotProblem(table, "rows, columns or splitBy", grid);
	return problem && `tables[${index}] ${named(table)}: ${problem}`;
}

/** What is wrong with the declaration of a chart, with the way out; undefined when nothing is. */
export function chartProblem(
	chart: ChartDeclaration,
	index: number,
	grid: Grid,
): string | undefined {
	const problem =
		chart.kind === "line" && chart.x !== "threads"
			? `a line needs an axis of numbers, and ${chart.x} is none; set x to "threads", or kind to "bar".`
			: pivotProblem(chart, "x, series, panels or splitBy", grid);
	return problem && `charts[${index}] ${named(chart)}: ${problem}`;
}

function named({ title }: Pivot): string {
	return `("${titleIn("en", title)}")`;
}

function pivotProblem(
	pivot: Pivot,
	places: string,
	{ suite, grid }: Grid,
): string | undefined {
	const shown = shownAxes(pivot);
	const twice = AXES.find(
		(axis) => shown.indexOf(axis) !== shown.lastIndexOf(axis),
	);
	if (twice !== undefined) {
		return `the axis ${twice} stands in ${places} more than once; name it once.`;
	}
	const scaling = shownMetrics(pivot).find((metric) => !isOwn(metric));
	if (scaling !== undefined && !suite.threads.includes(1)) {
		return `${scaling} holds a cell against the same cell with one thread, and the suite's threads (${suite.threads.join(", ")}) leave that out; add 1 to threads.`;
	}
	const cells = pivotCells(pivot, suite, grid);
	if (cells.length === 0) {
		return `no cell of the suite is as its "where" says, ${JSON.stringify(pivot.where)}; name values of the suite's axes.`;
	}
	for (const axis of freeAxes(pivot)) {
		const values = [...new Set(cells.map((cell) => cell[axis]))];
		if (values.length > 1 && !shown.includes(axis)) {
			const mark = "rows" in pivot ? "field" : "mark";
			return `${values.length} values of ${axis} (${values.join(", ")}) fall into each ${mark}; fix one with where: { ${axis}: ${JSON.stringify(values[0])} }, or add "${axis}" to splitBy.`;
		}
	}
	return undefined;
}
