import type { CellSummary } from "../cell-summary.ts";
import { formatMs } from "../format.ts";
import type { Headings } from "../headings.ts";
import type { RunSummary } from "../summary.ts";
import {
	type Chart,
	type Chartist,
	cellLabel,
	IN_ORDER,
	PLOT_WIDTH,
	panelChart,
	tooltipOf,
} from "./chart.ts";
import { TRUSTED_COLOUR, UNTRUSTED_COLOUR } from "./look.ts";

/** How many ticks a chart may hold before it is slow to draw and to open. */
const MOST_TICKS = 3000;

/** The fewest ticks that still show how a launch's samples are spread. */
const FEWEST_TICKS_A_LAUNCH = 12;

/** Where the axis ends, in medians: a few samples that lasted a thousand times longer would hide all others. */
const EDGE = 2;

/** The samples of each launch as a line of ticks, as multiples of their cell's median, so that all cells share a scale. */
export const launchesChart: Chartist = (summary, words): Chart | undefined => {
	const values = valuesOf(summary, words);
	if (values.length === 0) {
		return undefined;
	}
	const title = words.charts.launches;
	return panelChart({
		name: "launches",
		title,
		notes: [words.chartNotes.thinned],
		values,
		panel: "model",
		spec: {
			width: PLOT_WIDTH,
			height: { step: 7 },
			mark: {
				type: "tick",
				thickness: 1,
				height: { band: 0.85 },
				opacity: 0.45,
				aria: false,
			},
			encoding: encodingOf(words),
		},
	});
};

function valuesOf(summary: RunSummary, { sections }: Headings) {
	const launches = summary.cells.reduce(
		(sum, { latency }) => sum + (latency?.launches.length ?? 0),
		0,
	);
	const ticks = Math.max(
		FEWEST_TICKS_A_LAUNCH,
		Math.floor(MOST_TICKS / launches),
	);
	return summary.cells.flatMap((cell, order) =>
		samplesOf(cell, ticks).map((sample) => ({
			...sample,
			order,
			label: cellLabel(cell, summary),
			model: cell.cell.model,
			verdict: cell.verdict === "valid" ? sections.valid : sections.invalid,
		})),
	);
}

function encodingOf({ chartNotes, columns, sections }: Headings) {
	return {
		y: {
			field: "label",
			type: "nominal" as const,
			title: null,
			sort: IN_ORDER,
			scale: { paddingInner: 0.35 },
		},
		yOffset: { field: "launch", type: "ordinal" as const },
		x: {
			field: "ratio",
			type: "quantitative" as const,
			title: chartNotes.timesMedian,
			scale: { zero: false },
		},
		color: {
			field: "verdict",
			type: "nominal" as const,
			title: sections.filter,
			scale: {
				domain: [sections.valid, sections.invalid],
				range: [TRUSTED_COLOUR, UNTRUSTED_COLOUR],
			},
		},
		tooltip: tooltipOf({
			label: sections.cell,
			launch: sections.launch,
			text: columns.latency,
		}),
	};
}

type Sample = {
	readonly launch: number;
	readonly ratio: number;
	readonly text: string;
};

function samplesOf({ latency }: CellSummary, ticks: number): readonly Sample[] {
	if (latency === undefined || latency.medianMs === 0) {
		return [];
	}
	return latency.launches.flatMap(({ thinnedMs }, index) =>
		spread(thinnedMs, ticks).map((ms) => ({
			launch: index + 1,
			// Finer than a thousandth is less than a pixel, and longer in the file.
			ratio: Math.min(EDGE, Math.round((ms / latency.medianMs) * 1000) / 1000),
			text: formatMs(ms),
		})),
	);
}

/** Values at evenly spread places of a list, both ends included. */
function spread(sortedMs: readonly number[], count: number): readonly number[] {
	if (sortedMs.length <= count) {
		return sortedMs;
	}
	const step = (sortedMs.length - 1) / (count - 1);
	return Array.from(
		{ length: count },
		(_, index) => sortedMs[Math.round(index * step)] as number,
	);
}
