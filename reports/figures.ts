import { unreachable } from "../lib/errors.ts";
import { type Cell, cellId } from "../plan/cell.ts";
import { AXES, type Metric, type ScalingMetric } from "../plan/metrics.ts";
import type { CellFilter, Published } from "../plan/suite.ts";
import { parallelEfficiency, speedUp } from "../stats/scaling.ts";
import type { CellSummary } from "./cell-summary.ts";
import { isOwn, isTrusted, metricValue } from "./metric-values.ts";
import type { RunSummary } from "./summary.ts";

/** A figure of ours, in the unit of its metric, and whether its verdict lets it be trusted. */
export type Figure = { readonly value: number; readonly trusted: boolean };

/** What a run and its suite know of a cell. */
export type Figures = {
	/** Undefined for a cell outside the grid, such as one of a device that only published figures know. */
	readonly cell: (cell: Cell) => CellSummary | undefined;
	readonly ours: (cell: Cell, metric: Metric) => Figure | undefined;
	readonly published: (cell: Cell, metric: Metric) => number | undefined;
};

/** The figures of a run, ours and those that its suite holds them against. */
export function figuresOf({ cells, suite }: RunSummary): Figures {
	const byId = new Map(cells.map((cell) => [cell.id, cell]));
	const cellOf = (cell: Cell) => byId.get(cellId(cell));
	return {
		cell: cellOf,
		ours: (cell, metric) =>
			isOwn(metric)
				? ownFigure(cellOf(cell), metric)
				: ourScaling(cell, metric, cellOf),
		published: (cell, metric) => publishedValue(suite.published, cell, metric),
	};
}

/** Whether a filter speaks of a cell. */
export function matches(filter: CellFilter, cell: Cell): boolean {
	return AXES.every(
		(axis) => filter[axis] === undefined || filter[axis] === cell[axis],
	);
}

/**
 * The published figure that speaks of a cell; of several, the one that names the most axes. Speed-up and efficiency that
 * nobody published follow from the published latencies.
 */
export function publishedValue(
	published: Published | undefined,
	cell: Cell,
	metric: Metric,
): number | undefined {
	const figures = (published?.figures ?? [])
		.filter(
			({ cells, values }) =>
				values[metric] !== undefined && matches(cells, cell),
		)
		.toSorted(
			(left, right) =>
				Object.keys(right.cells).length - Object.keys(left.cells).length,
		);
	const value = figures[0]?.values[metric];
	if (value !== undefined || isOwn(metric)) {
		return value;
	}
	return scalingValue(metric, cell, (of) =>
		publishedValue(published, of, "latencyMs"),
	);
}

function ownFigure(
	cell: CellSummary | undefined,
	metric: Exclude<Metric, ScalingMetric>,
): Figure | undefined {
	const value = cell && metricValue(cell, metric);
	return cell === undefined || value === undefined
		? undefined
		: { value, trusted: isTrusted(cell, metric) };
}

function ourScaling(
	cell: Cell,
	metric: ScalingMetric,
	cellOf: Figures["cell"],
): Figure | undefined {
	const latency = (of: Cell) => ownFigure(cellOf(of), "latencyMs");
	const value = scalingValue(metric, cell, (of) => latency(of)?.value);
	const trusted = [cell, withOneThread(cell)].every(
		(of) => latency(of)?.trusted,
	);
	return value === undefined ? undefined : { value, trusted };
}

function scalingValue(
	metric: ScalingMetric,
	cell: Cell,
	latencyMs: (cell: Cell) => number | undefined,
): number | undefined {
	const oneThreadMs = latencyMs(withOneThread(cell));
	const ms = latencyMs(cell);
	if (oneThreadMs === undefined || ms === undefined) {
		return undefined;
	}
	const time = { threads: cell.threads, ms };
	switch (metric) {
		case "speedUp":
			return speedUp(oneThreadMs, time);
		case "parallelEfficiency":
			return parallelEfficiency(oneThreadMs, time);
		default:
			return unreachable(metric);
	}
}

function withOneThread(cell: Cell): Cell {
	return { ...cell, threads: 1 };
}
