import { errorText } from "../lib/errors.ts";
import { unpackSamples } from "../lib/packed-samples.ts";
import { missReason } from "../plan/miss-reason.ts";
import type {
	AccuracyMeasurement,
	LatencyMeasurement,
} from "../plan/outcome.ts";
import { sortAscending } from "../stats/order.ts";
import type { LaunchEntry } from "./entry.ts";
import { standingLaunches } from "./standing.ts";

/** How a launch ended that measured nothing. */
export type MissStatus = "unsupported" | "failed" | "timed-out" | "crashed";

/** A launch that measured nothing, and why. */
export type Miss = { readonly status: MissStatus; readonly reason: string };

/** A launch that measured nothing, and the entry it came with. */
export type ReadMiss = Miss & {
	readonly kind: "miss";
	readonly entry: LaunchEntry;
};

/** A launch that measured latency, its samples unpacked. */
export type ReadLaunch = {
	readonly kind: "latency";
	readonly entry: LaunchEntry;
	readonly measurement: LatencyMeasurement;
	/** Ascending, in milliseconds. */
	readonly sortedMs: Float64Array;
};

/** An accuracy pass and the entry it came with. */
export type ReadPass = {
	readonly kind: "accuracy";
	readonly entry: LaunchEntry;
	readonly measurement: AccuracyMeasurement;
};

/** What an entry of a launch turned out to hold once its figures were opened and checked. */
export type LaunchReading = ReadMiss | ReadLaunch | ReadPass;

/**
 * Reads the launches of one cell that count, given in any order, in their canonical order. What cannot be a measurement of
 * what was asked for, such as damaged samples, is a miss that says so.
 */
export function readLaunches(
	entries: readonly LaunchEntry[],
): readonly LaunchReading[] {
	return standingLaunches(entries).toSorted(byTime).map(readEntry);
}

// A total order of the entries themselves, so that their order in the journal decides nothing.
function byTime(left: LaunchEntry, right: LaunchEntry): number {
	const key = (entry: LaunchEntry) =>
		`${entry.at} ${entry.task} ${String(entry.round).padStart(9, "0")}`;
	const [first, second] = [key(left), key(right)];
	if (first === second) {
		return compare(JSON.stringify(left.outcome), JSON.stringify(right.outcome));
	}
	return compare(first, second);
}

function compare(left: string, right: string): number {
	return Number(left > right) - Number(left < right);
}

function readEntry(entry: LaunchEntry): LaunchReading {
	const { outcome, task } = entry;
	const missed = (status: MissStatus, reason: string): ReadMiss => ({
		kind: "miss",
		entry,
		status,
		reason,
	});
	if (outcome.status !== "measured") {
		return missed(outcome.status, missReason(outcome));
	}
	const { measurement } = outcome;
	if (measurement.kind !== task) {
		return missed(
			"failed",
			`the launch was to measure ${task}, but measured ${measurement.kind}`,
		);
	}
	if (measurement.kind === "latency") {
		const sortedMs = sortedSamples(measurement);
		return typeof sortedMs === "string"
			? missed("failed", sortedMs)
			: { kind: "latency", entry, measurement, sortedMs };
	}
	const problem = passProblem(measurement);
	return problem === undefined
		? { kind: "accuracy", entry, measurement }
		: missed("failed", problem);
}

/** The samples of a launch, or in a text what is wrong with them. */
function sortedSamples(measurement: LatencyMeasurement): Float64Array | string {
	try {
		const samplesMs = unpackSamples(measurement.samples);
		if (
			samplesMs.length === 0 ||
			samplesMs.length !== measurement.sampleCount
		) {
			return `the launch says it took ${measurement.sampleCount} samples, but the journal holds ${samplesMs.length}`;
		}
		if (!samplesMs.every((ms) => Number.isFinite(ms) && ms >= 0)) {
			return "the journal holds samples that are not durations";
		}
		return sortAscending(samplesMs);
	} catch (error) {
		return `the samples in the journal cannot be read (${errorText(error)})`;
	}
}

/** What is wrong with the figures of an accuracy pass; undefined when nothing is. */
function passProblem({
	predictions,
	labelRanks,
}: AccuracyMeasurement): string | undefined {
	if (predictions.length === 0) {
		return "the accuracy pass saw no sample";
	}
	if (predictions.length !== labelRanks.length) {
		return `the journal holds ${predictions.length} predictions but ${labelRanks.length} ranks`;
	}
	return undefined;
}
