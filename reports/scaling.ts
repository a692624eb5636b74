import { seededRandom } from "../lib/random.ts";
import { type Cell, cellId } from "../plan/cell.ts";
import type { Interval } from "../stats/bootstrap.ts";
import {
	karpFlatt,
	serialFraction,
	serialFractionInterval,
	type ThreadTime,
} from "../stats/scaling.ts";
import { type Figures, figuresOf } from "./figures.ts";
import type { FilledTable, TableField } from "./filled-table.ts";
import { ABSENT, formatRatio } from "./format.ts";
import { HEADINGS } from "./headings.ts";
import type { Language } from "./language.ts";
import { publishedCells } from "./pivot-cells.ts";
import type { RunSummary } from "./summary.ts";

/** How a model's latency follows the number of threads, on one device with one delegate. */
export type Scaling = Omit<Cell, "threads"> & {
	/** Of others; where it is false, of this run. */
	readonly published: boolean;
	/** Whether every latency in it can be trusted. */
	readonly trusted: boolean;
	/** Amdahl's serial fraction, fitted over all thread counts; see stats/scaling.ts. */
	readonly serialFraction: number;
	/** Its 95 % interval over launches; undefined for published figures and single launches. */
	readonly interval: Interval | undefined;
	/** The serial fraction that each count above one gives by itself. */
	readonly byThreads: readonly {
		readonly threads: number;
		readonly karpFlatt: number | undefined;
	}[];
};

/** The scaling of everything that has a latency with one thread and with several, ours and what others published. */
export function scalingsOf(summary: RunSummary): readonly Scaling[] {
	const figures = figuresOf(summary);
	const grid = summary.cells.map(({ cell }) => cell);
	const { seed } = summary.run;
	const groups = groupByThreads([
		...grid,
		...publishedCells(summary.suite, grid),
	]);
	return groups.flatMap((cells) => [
		...(ourScaling(cells, figures, seed) ?? []),
		...(publishedScaling(cells, figures) ?? []),
	]);
}

/** Cells that differ in nothing but their threads. */
function groupByThreads(cells: readonly Cell[]): readonly (readonly Cell[])[] {
	const groups = new Map<string, Cell[]>();
	for (const cell of cells) {
		const key = cellId({ ...cell, threads: 1 });
		const group = groups.get(key);
		if (group === undefined) {
			groups.set(key, [cell]);
		} else {
			group.push(cell);
		}
	}
	return [...groups.values()];
}

function ourScaling(
	cells: readonly Cell[],
	figures: Figures,
	seed: number,
): readonly Scaling[] {
	const measured = cells.flatMap((cell) => {
		const summary = figures.cell(cell);
		return summary?.latency === undefined
			? []
			: [{ ...summary, latency: summary.latency }];
	});
	const launches = measured.map(({ cell, latency }) => ({
		threads: cell.threads,
		ms: latency.launches.map(({ medianMs }) => medianMs),
	}));
	const times = measured.map(({ cell, latency }) => ({
		threads: cell.threads,
		ms: latency.medianMs,
	}));
	return scalingOf(cells, times, {
		published: false,
		trusted: measured.every(({ verdict }) => verdict === "valid"),
		// The same draws for each, so that the order of the grid decides nothing.
		interval: () => serialFractionInterval(launches, seededRandom(seed)),
	});
}

function publishedScaling(
	cells: readonly Cell[],
	figures: Figures,
): readonly Scaling[] {
	const times = cells.flatMap((cell) => {
		const ms = figures.published(cell, "latencyMs");
		return ms === undefined ? [] : [{ threads: cell.threads, ms }];
	});
	return scalingOf(cells, times, {
		published: true,
		trusted: true,
		interval: () => undefined,
	});
}

type Origin = Pick<Scaling, "published" | "trusted"> & {
	readonly interval: () => Interval | undefined;
};

function scalingOf(
	[cell]: readonly Cell[],
	times: readonly ThreadTime[],
	{ published, trusted, interval }: Origin,
): readonly Scaling[] {
	const fraction = serialFraction(times);
	const oneMs = times.find(({ threads }) => threads === 1)?.ms;
	if (cell === undefined || fraction === undefined || oneMs === undefined) {
		return [];
	}
	const { model, variant, delegate, device } = cell;
	return [
		{
			model,
			variant,
			delegate,
			device,
			published,
			trusted,
			serialFraction: fraction,
			interval: interval(),
			byThreads: times
				.filter(({ threads }) => threads > 1)
				.map((time) => ({
					threads: time.threads,
					karpFlatt: karpFlatt(oneMs, time),
				})),
		},
	];
}

/** With one thread and a single other count there is nothing to fit, and no need of a table. */
const FEWEST_COUNTS = 2;

/** A table of every serial fraction, with what each thread count gives by itself; none without three thread counts. */
export function scalingTables(
	summary: RunSummary,
	lang: Language,
): readonly FilledTable[] {
	const scalings = scalingsOf(summary).filter(
		({ byThreads }) => byThreads.length >= FEWEST_COUNTS,
	);
	if (scalings.length === 0) {
		return [];
	}
	const { scaling: words } = HEADINGS[lang];
	const counts = [
		...new Set(
			scalings.flatMap(({ byThreads }) =>
				byThreads.map(({ threads }) => threads),
			),
		),
	].toSorted((left, right) => left - right);
	return [
		{
			title: words.title,
			headings: [
				words.subject,
				words.serialFraction,
				words.interval,
				...counts.map((count) => `${words.alone} n = ${count}`),
			],
			rows: scalings.map((scaling) => rowOf(scaling, counts, lang)),
		},
	];
}

function rowOf(
	scaling: Scaling,
	counts: readonly number[],
	lang: Language,
): FilledTable["rows"][number] {
	const { published, trusted, interval, byThreads } = scaling;
	const { model, variant, delegate, device } = scaling;
	const field = (text: string): TableField => ({
		text,
		published,
		trusted: trusted || text === ABSENT,
	});
	const ratio = (value: number | undefined) =>
		field(value === undefined ? ABSENT : formatRatio(value));
	const origin = published ? ` (${HEADINGS[lang].published})` : "";
	return {
		heading: `${model}/${variant}/${delegate}@${device}${origin}`,
		fields: [
			ratio(scaling.serialFraction),
			field(
				interval === undefined
					? ABSENT
					: `${formatRatio(interval.low)}–${formatRatio(interval.high)}`,
			),
			...counts.map((count) =>
				ratio(byThreads.find(({ threads }) => threads === count)?.karpFlatt),
			),
		],
	};
}
