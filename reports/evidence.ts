import type { Miss } from "../history/launch-reading.ts";
import type { Artifact } from "../plan/artifact.ts";
import type { PresetFacts } from "../plan/axes.ts";
import type { Cell } from "../plan/cell.ts";
import type { AccuracySummary } from "./accuracy.ts";
import type { LatencySummary } from "./latency.ts";

/** All that a run's journal holds of one cell: what its verdict is judged by. */
export type Evidence = {
	readonly cell: Cell;
	/** How much each launch was to measure. */
	readonly preset: PresetFacts;
	/** The processor cores of the cell's machine, where the journal tells them. */
	readonly cores: number | undefined;
	/** Lasting facts of the machine that were different when the run was continued: `cpuModel: A, then B`. */
	readonly machineChanges: readonly string[];
	/** The emulator that stood in for the processor of the cell's device. */
	readonly emulator: string | undefined;
	/** Why the cell's device told nothing when the run was started or last continued. */
	readonly unreachable: string | undefined;
	/** The last artifact that was built. */
	readonly artifact: Artifact | undefined;
	/** Different files that were built for the cell, one after the other. */
	readonly artifactVersions: number;
	readonly latency: LatencySummary | undefined;
	readonly latencyMisses: readonly Miss[];
	/** Launches that were throttled and measured again: they count in no figure. */
	readonly thrownAway: number;
	readonly accuracy: AccuracySummary | undefined;
	readonly accuracyMisses: readonly Miss[];
	/** Whether the suite asks that a delegate takes every operator. */
	readonly fullDelegationAsked: boolean;
	/** Whether the suite asks for accuracy, and the weights are such that it means something. */
	readonly accuracyAsked: boolean;
	/** The most samples that a cell of the run saw. */
	readonly mostSamples: number;
};
