import { formatCount } from "../format.ts";
import { HEADINGS } from "../headings.ts";
import type { Language } from "../language.ts";
import type { RunSummary } from "../summary.ts";
import { accuracyChart } from "./accuracy.ts";
import type { Chart } from "./chart.ts";
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

/** How many cells a picture of all cells can show: more would be slow to draw, and too tall to be looked at. */
const MOST_CELLS = 100;

/**
 * The charts that every run has, as far as it has figures for them; of a very large grid its first cells, and a line that
 * says so.
 */
export function generalCharts(
	summary: RunSummary,
	lang: Language,
): readonly Chart[] {
	const { cells } = summary;
	const words = HEADINGS[lang];
	if (cells.length <= MOST_CELLS) {
		return CHARTISTS.flatMap((chartist) => chartist(summary, words) ?? []);
	}
	const note = words.chartNotes.partial
		.replace("{shown}", formatCount(MOST_CELLS))
		.replace("{all}", formatCount(cells.length));
	const part = { ...summary, cells: cells.slice(0, MOST_CELLS) };
	return CHARTISTS.flatMap((chartist) => chartist(part, words) ?? []).map(
		(chart) => withNote(chart, note),
	);
}

function withNote({ name, title, spec }: Chart, note: string): Chart {
	const subtitle =
		typeof spec.title === "object" && "subtitle" in spec.title
			? spec.title.subtitle
			: [];
	const lines = [subtitle ?? [], note].flat().map(String);
	return {
		name,
		title,
		spec: { ...spec, title: { text: title, subtitle: lines } },
	};
}
