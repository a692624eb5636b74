import type { RecordedLaunch, RecordedRun } from "../history/recorded-run.ts";
import type {
	ChangeVerdict,
	ComparedMetric,
} from "../plan/compared-metrics.ts";
import type { Said } from "../plan/said.ts";
import type { Interval } from "../stats/bootstrap.ts";

export type { ChangeVerdict, ComparedMetric };

/** The launches of one side that a claim about latency or memory rests on. */
export type SideEvidence = {
	/** The key of the run; of a confirmation, the key of the run whose artifact was measured again. */
	readonly run: string;
	readonly artifactSha256: string | undefined;
	readonly launches: readonly RecordedLaunch[];
};

/** Both sides of a claim, as a strip plot draws them. */
export type Evidence = {
	readonly baseline: SideEvidence;
	readonly current: SideEvidence;
};

/** What is claimed of one metric of one cell, and on what it rests. */
export type Change = {
	readonly cell: string;
	readonly metric: ComparedMetric;
	readonly verdict: ChangeVerdict;
	/** True for what a nightly run must answer for: slower, less accurate, larger, more memory, newly failing. */
	readonly regression: boolean;
	/** Whether it was accepted beforehand, with the note given then. */
	readonly accepted: string | undefined;
	/** The figures of the two sides, in ms, 0–1 or bytes. */
	readonly baseline: number | undefined;
	readonly current: number | undefined;
	/** Current over baseline minus one; of accuracy the difference. */
	readonly effect: number | undefined;
	/** The interval of the effect. */
	readonly interval: Interval | undefined;
	/** The test's p after the correction over the grid, where a test was made. */
	readonly pValue: number | undefined;
	/** One sentence: why this verdict. */
	readonly reason: string;
	readonly evidence: Evidence | undefined;
	/** The same artifacts measured again, interleaved; undefined where nothing was confirmed. */
	readonly confirmation: Evidence | undefined;
};

/** A change of a cell that somebody accepted beforehand. */
export type AcceptedChange = {
	/** The cell's id. */
	readonly cell: string;
	/** What of it; absent for everything. */
	readonly metric?: ComparedMetric | undefined;
	/** Why. */
	readonly note: string;
};

/** A run held against its baseline. */
export type Comparison = {
	/** The runs that make the baseline, oldest first. */
	readonly baseline: readonly RecordedRun[];
	readonly current: RecordedRun;
	/** What differs in the devices' fingerprints: `local: tflite 2.9.0, then 2.10.0`. */
	readonly deviceChanges: readonly string[];
	/** Every compared metric of every cell. */
	readonly changes: readonly Change[];
};

/** One cell's latency over the history, with the nights at which it changed for good. */
export type Trend = {
	readonly cell: string;
	/** Oldest first. */
	readonly nights: readonly {
		readonly run: string;
		readonly at: string;
		readonly medianMs: number;
		readonly interval: Interval | undefined;
	}[];
	/** Change points: the first night after each, and by how much the level changed. */
	readonly changePoints: readonly {
		readonly run: string;
		readonly at: string;
		readonly effect: number;
		readonly pValue: number;
	}[];
	/** The band in which the baseline's figures lie, in milliseconds. */
	readonly band: Interval | undefined;
	/** What was said of the cell's latency on earlier nights, where that was kept; "same" is left out. */
	readonly verdicts?: readonly (Pick<Said, "verdict" | "confirmed"> & {
		readonly run: string;
	})[];
};

/** Everything a nightly report says. */
export type ChangeReport = {
	readonly comparison: Comparison;
	readonly trends: readonly Trend[];
	/** What a reader must know first: an unfinished run, runs left out, a baseline too short. */
	readonly notes: readonly string[];
};
