import { type Cell, cellId } from "../../plan/cell.ts";
import { type Figures, figuresOf } from "../figures.ts";
import { formatRatio } from "../format.ts";
import type { Headings } from "../headings.ts";
import { publishedCells, publishedDevices } from "../pivot-cells.ts";
import type { RunSummary } from "../summary.ts";
import {
	type Chart,
	type Chartist,
	hollowNote,
	panelChart,
	panelsInRow,
} from "./chart.ts";
import { lineSpec } from "./lines.ts";
import { type Mark, slotOf } from "./marks.ts";

/**
 * How many times as long the cells of one device take as the same cells of another, a chart for each pair of devices: each
 * against the suite's first, and those that only published figures know against the first of those.
 */
export const deviceCharts: Chartist<readonly Chart[]> = (summary, words) => {
	const drawn = pairsOf(summary).flatMap((pair) => {
		const marks = marksOf(pair, summary, words);
		return marks.length === 0 ? [] : [{ pair, marks }];
	});
	return drawn.map(({ pair, marks }, index) =>
		panelChart({
			name: `devices-${index + 1}`,
			title: `${words.charts.devices} · ${pair.device} / ${pair.base}`,
			notes: [hollowNote(marks, words)],
			values: marks,
			panel: "panel",
			columns: panelsInRow(marks),
			spec: lineSpec({
				marks,
				series: summary.suite.variants,
				titles: {
					x: words.columns.threads,
					value: words.chartNotes.timesDevice,
					series: words.columns.variant,
				},
				words,
				guide: () => 1,
				logarithmic: true,
			}),
			resolve: { axis: { x: "independent" }, scale: { y: "shared" } },
		}),
	);
};

type Pair = { readonly device: string; readonly base: string };

function pairsOf({ suite }: RunSummary): readonly Pair[] {
	const published = publishedDevices(suite);
	const against = (devices: readonly string[]): readonly Pair[] => {
		const [base, ...others] = devices;
		return base === undefined ? [] : others.map((device) => ({ device, base }));
	};
	return [...against([...suite.devices, ...published]), ...against(published)];
}

function marksOf(
	{ device, base }: Pair,
	summary: RunSummary,
	words: Headings,
): readonly Mark[] {
	const figures = figuresOf(summary);
	const grid = summary.cells.map(({ cell }) => cell);
	const cells = [...grid, ...publishedCells(summary.suite, grid)].filter(
		(cell) => cell.device === device,
	);
	return cells.flatMap((cell, order) => {
		const own = latencyOf(cell, figures);
		const other = latencyOf({ ...cell, device: base }, figures);
		if (own === undefined || other === undefined || other.ms === 0) {
			return [];
		}
		const ratio = own.ms / other.ms;
		const published = own.published || other.published;
		return [
			{
				order,
				cell: cellId(cell),
				x: cell.threads,
				series: cell.variant,
				slot: slotOf(cell.variant, published),
				panel: `${cell.model} · ${cell.delegate}`,
				value: ratio,
				text: formatRatio(ratio),
				origin: published ? words.published : words.ours,
				published,
				trusted: own.trusted && other.trusted,
				verdict: figures.cell(cell)?.verdict ?? words.published,
			},
		];
	});
}

type Latency = {
	readonly ms: number;
	readonly trusted: boolean;
	readonly published: boolean;
};

/** Our latency of a cell, else the published one. */
function latencyOf(cell: Cell, figures: Figures): Latency | undefined {
	const ours = figures.ours(cell, "latencyMs");
	if (ours !== undefined) {
		return { ms: ours.value, trusted: ours.trusted, published: false };
	}
	const ms = figures.published(cell, "latencyMs");
	return ms === undefined ? undefined : { ms, trusted: true, published: true };
}
