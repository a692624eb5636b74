import type { RecordedLaunch } from "../history/recorded-run.ts";
import { benjaminiHochberg } from "../stats/benjamini-hochberg.ts";
import type { Both } from "./exact.ts";
import { launchFigure, type NoisyMetric } from "./figure.ts";
import { RULES } from "./rules.ts";
import { type CellRun, type CellSides, comparableRuns } from "./sides.ts";
import { type Weighing, weigh } from "./weigh.ts";

/** A cell whose launches were weighed, its chance adjusted for the grid. */
export type WeighedCell = Both & {
	readonly status: "weighed";
	readonly id: string;
	/** The launches that were weighed. */
	readonly launches: {
		readonly baseline: readonly RecordedLaunch[];
		readonly current: readonly RecordedLaunch[];
	};
	readonly weighing: Weighing;
	readonly adjustedChance: number;
};

/** A cell whose launches cannot be weighed, and why. */
export type UnweighedCell = {
	readonly status: "not-comparable" | "unstable";
	readonly id: string;
	readonly reason: string;
};

/**
 * Weighs a noisy metric of every cell that was measured on both sides, with the chances adjusted over the grid (Benjamini
 * and Hochberg). Cells that a side did not measure are left out.
 */
export function weighGrid(
	metric: NoisyMetric,
	cells: readonly CellSides[],
): readonly (WeighedCell | UnweighedCell)[] {
	const found = cells.flatMap((cell) => weighCell(metric, cell) ?? []);
	const chances = benjaminiHochberg(
		found.flatMap((cell) =>
			cell.status === "weighed" ? [cell.weighing.chance] : [],
		),
	);
	let next = 0;
	return found.map((cell) => {
		if (cell.status !== "weighed") {
			return cell;
		}
		const adjustedChance = chances[next] ?? 1;
		next += 1;
		return { ...cell, adjustedChance };
	});
}

function weighCell(
	metric: NoisyMetric,
	{ id, baseline, current }: CellSides,
): Omit<WeighedCell, "adjustedChance"> | UnweighedCell | undefined {
	const measured = baseline.filter(({ cell }) => cell.status === "measured");
	if (current?.cell.status !== "measured" || measured.length === 0) {
		return undefined;
	}
	const comparable = comparableRuns(measured, current);
	if (comparable.status === "not-comparable") {
		return { ...comparable, id };
	}
	const sides = {
		baseline: comparable.runs.map((run) => soundLaunches(metric, run)),
		current: soundLaunches(metric, current),
	};
	const launches = { ...sides, baseline: sides.baseline.flat() };
	const { minimumLaunches } = RULES[metric];
	if (
		Math.min(launches.baseline.length, launches.current.length) <
		minimumLaunches
	) {
		const reason = `Too few launches without throttling and long enough for the clock: ${launches.baseline.length} of the baseline, ${launches.current.length} of this run; ${minimumLaunches} are needed on each side.`;
		return { status: "unstable", id, reason };
	}
	const before = comparable.runs.at(-1) as CellRun;
	const weighing = weigh(metric, sides);
	return { status: "weighed", id, before, after: current, launches, weighing };
}

/** A launch that was throttled measured another machine, and one whose figure is 0 was too short for the clock. */
function soundLaunches(
	metric: NoisyMetric,
	{ cell }: CellRun,
): readonly RecordedLaunch[] {
	return cell.launches.filter(
		(launch) => !launch.throttled && launchFigure(metric, launch) > 0,
	);
}
