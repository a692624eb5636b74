import { agreementTables } from "./device-agreement.ts";
import type { FilledTable, PivotProblem } from "./filled-table.ts";
import type { Language } from "./language.ts";
import { pivotTables } from "./pivot.ts";
import { scalingTables } from "./scaling.ts";
import type { RunSummary } from "./summary.ts";

/**
 * Every table of a report but that of all cells: those that the suite declares, then what follows from several thread
 * counts and from several devices.
 */
export function tablesOf(
	summary: RunSummary,
	lang: Language,
): readonly (FilledTable | PivotProblem)[] {
	return [
		...pivotTables(summary, lang),
		...scalingTables(summary, lang),
		...agreementTables(summary, lang),
	];
}
