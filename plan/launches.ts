import { permutation, type Random, seededRandom } from "../lib/random.ts";
import { type Cell, cellId } from "./cell.ts";

/** What a launch measures. */
export type TaskKind = "latency" | "accuracy";

/** One launch to come: a cell, what is measured of it, and in which round. */
export type PlannedLaunch = {
	readonly cell: Cell;
	readonly task: TaskKind;
	readonly round: number;
};

/** The id of a launch, the same for every attempt at it. */
export function launchId({ cell, task, round }: PlannedLaunch): string {
	return `${cellId(cell)} ${task} ${round}`;
}

/** What decides the launches of a grid. */
export type LaunchPlan = {
	readonly cells: readonly Cell[];
	/** Latency launches of each cell. */
	readonly launches: number;
	/** The cells whose accuracy is measured: those with a dataset, and with weights that mean something. */
	readonly accuracyCells: readonly Cell[];
	readonly seed: number;
};

/**
 * Every launch of a grid in its order: the accuracy passes first, then the rounds of latency, each with every cell once
 * in an order of its own. Interleaving keeps a disturbance of the machine from falling on one cell alone.
 */
export function planLaunches({
	cells,
	launches,
	accuracyCells,
	seed,
}: LaunchPlan): readonly PlannedLaunch[] {
	const random = seededRandom(seed);
	const rounds = Array.from({ length: launches }, (_, round) =>
		roundOf({ cells, task: "latency", round, random }),
	);
	const passes = roundOf({
		cells: accuracyCells,
		task: "accuracy",
		round: 0,
		random,
	});
	return [...passes, ...rounds.flat()];
}

type Round = {
	readonly cells: readonly Cell[];
	readonly task: TaskKind;
	readonly round: number;
	readonly random: Random;
};

function roundOf({
	cells,
	task,
	round,
	random,
}: Round): readonly PlannedLaunch[] {
	return [...permutation(cells.length, random)].map((index) => ({
		cell: cells[index] as Cell,
		task,
		round,
	}));
}
