import { HEADINGS } from "../headings.ts";
import type { Language } from "../language.ts";
import type { RunSummary } from "../summary.ts";
import { accuracyChart } from "./accuracy.ts";
import type { Chart } from "./chart.ts";
import { delegatesChart } from "./delegates.ts";
import { latencyChart } from "./latency.ts";
import { launchesChart } from "./launches.ts";
import { sizeChart } from "./size.ts";
import { threadsChart } from "./threads.ts";

const CHARTISTS = [
	latencyChart,
	delegatesChart,
	threadsChart,
	sizeChart,
	accuracyChart,
	launchesChart,
];

/** Every chart for which a run has figures. */
export function chartsOf(
	summary: RunSummary,
	lang: Language,
): readonly Chart[] {
	return CHARTISTS.flatMap(
		(chartist) => chartist(summary, HEADINGS[lang]) ?? [],
	);
}
