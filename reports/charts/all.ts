import type { PivotProblem } from "../filled-table.ts";
import { HEADINGS } from "../headings.ts";
import type { Language } from "../language.ts";
import type { RunSummary } from "../summary.ts";
import { accuracyChart } from "./accuracy.ts";
import type { Chart } from "./chart.ts";
import { declaredCharts } from "./declared.ts";
import { delegatesChart } from "./delegates.ts";
import { deviceCharts } from "./devices.ts";
import { latencyChart } from "./latency.ts";
import { launchesChart } from "./launches.ts";
import { sizeChart } from "./size.ts";
import { threadsChart } from "./threads.ts";

const CHARTISTS = [
	latencyChart,
	delegatesChart,
	threadsChart,
	deviceCharts,
	sizeChart,
	accuracyChart,
	launchesChart,
];

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
	return [
		...declared,
		...CHARTISTS.flatMap((chartist) => chartist(summary, HEADINGS[lang]) ?? []),
	];
}
