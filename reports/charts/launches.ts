import type { CellSummary } from "../cell-summary.ts";
import { type Chart, type Chartist, cellLabel, chartTitle, durationScale, MODEL_FACET, PLOT_WIDTH } from "./chart.ts";

/** How many ticks a chart may hold before it is slow to draw and to open. */
const MOST_TICKS = 3000;

/** The fewest ticks that still show how a launch's samples are spread. */
const FEWEST_TICKS_A_LAUNCH = 12;

/** The samples of each launch as a line of ticks, the launches of a cell one below the other. */
export const launchesChart: Chartist = (summary, words): Chart | undefined => {
	const launches = summary.cells.reduce((sum, { latency }) => sum + (latency?.launches.length ?? 0), 0);
	if (launches === 0) {
		return undefined;
	}
	const ticks = Math.max(FEWEST_TICKS_A_LAUNCH, Math.floor(MOST_TICKS / launches));
	const values = summary.cells.flatMap((cell, order) =>
		samplesOf(cell, ticks).map((sample) => ({
			...sample,
			order,
			label: cellLabel(cell, summary),
			model: cell.cell.model,
			verdict: cell.verdict === "valid" ? words.sections.valid : words.sections.invalid,
			trusted: cell.verdict === "valid",
		})),
	);
	const { charts, chartNotes, columns, sections } = words;
	return {
		name: "launches",
		title: charts.launches,
		spec: {
			title: chartTitle(charts.launches, [chartNotes.thinned]),
			data: { values },
			facet: MODEL_FACET,
			columns: 1,
			spec: {
				width: PLOT_WIDTH,
				height: { step: 7 },
				mark: { type: "tick", thickness: 1, height: { band: 0.85 }, opacity: 0.45, aria: false },
				encoding: {
					y: { field: "label", type: "nominal", title: null, sort: { field: "order", op: "min" }, scale: { paddingInner: 0.35 } },
					yOffset: { field: "launch", type: "ordinal" },
					x: { field: "ms", type: "quantitative", title: columns.latency, scale: durationScale(values.map(({ ms }) => ms)) },
					color: {
						field: "verdict",
						type: "nominal",
						title: sections.filter,
						scale: { domain: [sections.valid, sections.invalid], range: ["#0072b2", "#d55e00"] },
					},
					tooltip: [{ field: "label" }, { field: "launch" }, { field: "ms" }],
				},
			},
			resolve: { scale: { x: "independent", y: "independent" } },
		},
	};
};

type Sample = { readonly launch: number; readonly ms: number };

function samplesOf({ latency }: CellSummary, ticks: number): readonly Sample[] {
	return (latency?.launches ?? []).flatMap(({ thinnedMs }, index) =>
		spread(thinnedMs, ticks).map((ms) => ({ launch: index + 1, ms })),
	);
}

/** Values at evenly spread places of a list, both ends included. */
function spread(sortedMs: readonly number[], count: number): readonly number[] {
	if (sortedMs.length <= count) {
		return sortedMs;
	}
	const step = (sortedMs.length - 1) / (count - 1);
	return Array.from({ length: count }, (_, index) => sortedMs[Math.round(index * step)] as number);
}
