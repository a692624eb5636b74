import { UserError } from "../lib/errors.ts";
import type { Cell } from "../plan/cell.ts";
import { expandSuite } from "../plan/expand.ts";
import { AXES, type Axis } from "../plan/metrics.ts";
import type { CellFilter, Suite, TableDeclaration } from "../plan/suite.ts";
import { titleIn } from "./headings.ts";
import { isOfFile } from "./metric-values.ts";

/** Whether a filter speaks of a cell. */
export function matches(filter: CellFilter, cell: Cell): boolean {
	return AXES.every(
		(axis) => filter[axis] === undefined || filter[axis] === cell[axis],
	);
}

/** The axes that every figure of a table may vary along. */
export function freeAxes({ metrics }: TableDeclaration): readonly Axis[] {
	return metrics.every(isOfFile) ? ["model", "variant"] : AXES;
}

/**
 * Checks that each field of each declared table holds the figure of one cell. Throws a UserError that names the table,
 * the axis along which several cells fall into one field, and how to part them.
 */
export function checkTables(suite: Suite): void {
	const problems = suite.tables.flatMap(
		(table, index) => tableProblem(suite, table, index) ?? [],
	);
	if (problems.length > 0) {
		throw new UserError(
			`The suite ${suite.name} declares tables that cannot be drawn:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
		);
	}
}

/** What is wrong with the declaration of a table, with the way out; undefined when nothing is. */
export function tableProblem(
	suite: Suite,
	table: TableDeclaration,
	index: number,
): string | undefined {
	const where = `tables[${index}] ("${titleIn("en", table.title)}")`;
	const shown = [table.rows, table.columns, ...table.splitBy];
	const twice = AXES.find(
		(axis) => shown.indexOf(axis) !== shown.lastIndexOf(axis),
	);
	if (twice !== undefined) {
		return `${where}: the axis ${twice} stands in rows, columns or splitBy more than once; name it once.`;
	}
	const cells = expandSuite(suite).flatMap(({ cell }) =>
		matches(table.where, cell) ? [cell] : [],
	);
	if (cells.length === 0) {
		return `${where}: no cell of the suite is as its "where" says, ${JSON.stringify(table.where)}; name values of the suite's axes.`;
	}
	for (const axis of freeAxes(table)) {
		const values = [...new Set(cells.map((cell) => cell[axis]))];
		if (values.length > 1 && !shown.includes(axis)) {
			return `${where}: ${values.length} values of ${axis} (${values.join(", ")}) fall into each field; fix one with where: { ${axis}: ${JSON.stringify(values[0])} }, or add "${axis}" to splitBy.`;
		}
	}
	return undefined;
}
