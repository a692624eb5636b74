import type { PivotProblem } from "../filled-table.ts";
import type { Language } from "../language.ts";
import type { RunSummary } from "../summary.ts";
import type { Chart } from "./chart.ts";
import { declaredCharts } from "./declared.ts";
import { generalCharts } from "./general.ts";

/** The charts that the suite declares and that cannot be drawn, and why. */
export function chartProblems(
	summary: RunSummary,
	lang: Language,
): readonly PivotProblem[] {
	return declaredCharts(summary, lang).flatMap((chart) =>
		"problem" in chart ? [chart] : [],
	);
}

/** The charts that the suite declares, then every other for which a run has figures. */
export function chartsOf(
	summary: RunSummary,
	lang: Language,
): readonly Chart[] {
	const declared = declaredCharts(summary, lang).flatMap((chart) =>
		"problem" in chart ? [] : [chart],
	);
	return [...declared, ...generalCharts(summary, lang)];
}
