import { formatCount } from "../format.ts";
import { HEADINGS } from "../headings.ts";
import type { Language } from "../language.ts";
import type { RunSummary } from "../summary.ts";
import { chartsOf } from "./all.ts";
import type { Chart } from "./chart.ts";

/** How many cells a picture can show: more would be slow to draw, and too tall to be looked at. */
const MOST_CELLS = 100;

/** Every chart for which a run has figures; of a very large grid its first cells, and a line that says so. */
export function drawnCharts(
	summary: RunSummary,
	lang: Language,
): readonly Chart[] {
	const { cells } = summary;
	if (cells.length <= MOST_CELLS) {
		return chartsOf(summary, lang);
	}
	const note = HEADINGS[lang].chartNotes.partial
		.replace("{shown}", formatCount(MOST_CELLS))
		.replace("{all}", formatCount(cells.length));
	const part = { ...summary, cells: cells.slice(0, MOST_CELLS) };
	return chartsOf(part, lang).map((chart) => withNote(chart, note));
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
