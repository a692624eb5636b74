import type { Artifact } from "../plan/artifact.ts";
import type { Preset } from "../plan/axes.ts";
import type { Cell } from "../plan/cell.ts";
import type { Environment } from "../plan/outcome.ts";
import type { CellStatus } from "./cell-status.ts";

/** A run as the history keeps it: what was run, where, and what every cell gave. */
export type RecordedRun = {
	/** `<suite>/<run id>-<origin>`, unique in a history; see `Journal.origin`. */
	readonly key: string;
	readonly suite: string;
	readonly suiteSha256: string;
	/** When it began, as ISO 8601 in UTC. */
	readonly at: string;
	/** Whether it came to its end. */
	readonly finished: boolean;
	readonly preset: Preset;
	readonly quantgridVersion: string;
	/** The commit of the user's repository, where the run was started in one. */
	readonly commit: { readonly sha: string; readonly dirty: boolean } | null;
	readonly devices: readonly RecordedDevice[];
	readonly cells: readonly RecordedCell[];
};

/** A device of a run. */
export type RecordedDevice = {
	readonly name: string;
	/** Equal for runs whose figures may be held against each other; see `fingerprintOf`. */
	readonly fingerprint: string;
	readonly environment: Environment;
};

/** What a run holds of one cell. */
export type RecordedCell = {
	readonly id: string;
	readonly cell: Cell;
	readonly status: CellStatus;
	/** Why it was not measured. */
	readonly reason: string | undefined;
	readonly artifact: Artifact | undefined;
	/** The launches that measured latency, in their order. */
	readonly launches: readonly RecordedLaunch[];
	readonly accuracy: RecordedAccuracy | undefined;
};

/** One launch that measured latency. Times in milliseconds. */
export type RecordedLaunch = {
	readonly at: string;
	readonly round: number;
	readonly samples: number;
	readonly medianMs: number;
	readonly p10Ms: number;
	readonly minMs: number;
	readonly peakMemoryBytes: number;
	readonly throttled: boolean;
};

/** What an accuracy pass gave, sample by sample. */
export type RecordedAccuracy = {
	readonly datasetSha256: string;
	/** The predicted class of each sample; -1 where the outputs were not numbers. */
	readonly predictions: readonly number[];
	/** How many classes scored higher than the true one; 0 means right. */
	readonly labelRanks: readonly number[];
};
