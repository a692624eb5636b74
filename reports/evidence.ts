import type { Artifact } from "../plan/artifact.ts";
import type { PresetFacts } from "../plan/axes.ts";
import type { Cell } from "../plan/cell.ts";
import type { AccuracySummary } from "./accuracy.ts";
import type { LatencySummary } from "./latency.ts";

/** How a launch ended that measured nothing. */
export type MissStatus = "unsupported" | "failed" | "timed-out" | "crashed";

/** A launch that measured nothing, and why. */
export type Miss = { readonly status: MissStatus; readonly reason: string };

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

/** The misses as one text, equal ones counted: `2 × timed out after 30 s; crashed with SIGSEGV`. */
export function missesText(misses: readonly Miss[]): string {
	const counts = new Map<string, number>();
	for (const { reason } of misses) {
		counts.set(reason, (counts.get(reason) ?? 0) + 1);
	}
	return [...counts]
		.map(([reason, count]) => (count > 1 ? `${count} × ${reason}` : reason))
		.join("; ");
}
