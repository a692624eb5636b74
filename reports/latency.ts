import type { ReadLaunch } from "../history/launch-reading.ts";
import type { Health, LatencyMeasurement } from "../plan/outcome.ts";
import { type Interval, medianInterval } from "../stats/bootstrap.ts";
import { median, quantileOfSorted } from "../stats/order.ts";
import { carriesPercentile } from "../stats/percentiles.ts";

/** How many samples of a launch a chart may show; a launch with more is thinned, see `LaunchSummary.thinnedMs`. */
export const CHART_SAMPLES = 200;

/** One launch that measured latency. Times in milliseconds. */
export type LaunchSummary = {
	readonly at: string;
	readonly round: number;
	readonly medianMs: number;
	readonly minMs: number;
	readonly samples: number;
	/** The sum of all samples. */
	readonly sampledMs: number;
	readonly loadMs: number;
	readonly firstInferenceMs: number;
	readonly before: Health;
	readonly after: Health;
	/** The GPU that computed, where one did and the runtime names it. */
	readonly adapter: LatencyMeasurement["adapter"];
	/** The smallest step of the clock behind the samples, where it is coarse enough to matter. */
	readonly clockResolutionMs: number | undefined;
	/**
	 * The samples in ascending order; of more than `CHART_SAMPLES`, that many at ranks spread evenly from the smallest to
	 * the largest, both included.
	 */
	readonly thinnedMs: readonly number[];
};

/** What all launches of a cell say about its latency. Times in milliseconds, memory in bytes. */
export type LatencySummary = {
	/** The median of the launch medians. */
	readonly medianMs: number;
	/** The 95 % interval of that median over launches; undefined for a single launch. */
	readonly interval: Interval | undefined;
	/** The smallest of all samples. */
	readonly minMs: number;
	/** Percentiles of all samples together; p90 and p99 only where their count carries them. */
	readonly p10Ms: number;
	readonly p90Ms: number | undefined;
	readonly p99Ms: number | undefined;
	readonly launches: readonly LaunchSummary[];
	/** Samples of all launches together. */
	readonly samples: number;
	/** Medians over launches. */
	readonly loadMs: number;
	readonly firstInferenceMs: number;
	/** The largest of all launches. */
	readonly peakMemoryBytes: number;
	readonly baseMemoryBytes: number;
	/** How much of the graph the delegate took over, as the last launch tells; undefined where it does not. */
	readonly coverage: NonNullable<LatencyMeasurement["coverage"]> | undefined;
	/** Whether the delegate took every operator, where it tells that without their number. */
	readonly fullyDelegated: boolean | undefined;
};

/** Summarizes the launches of a cell, of which there is at least one, in their canonical order. */
export function summarizeLatency(
	launches: readonly ReadLaunch[],
): LatencySummary {
	const summaries = launches.map(summarizeLaunch);
	const medians = summaries.map(({ medianMs }) => medianMs);
	const pooled = pool(launches.map(({ sortedMs }) => sortedMs));
	const carried = (fraction: number) =>
		carriesPercentile(pooled.length, fraction)
			? quantileOfSorted(pooled, fraction)
			: undefined;
	return {
		medianMs: median(medians),
		interval: medianInterval(medians),
		minMs: pooled[0] as number,
		p10Ms: quantileOfSorted(pooled, 0.1),
		p90Ms: carried(0.9),
		p99Ms: carried(0.99),
		launches: summaries,
		samples: pooled.length,
		loadMs: median(summaries.map(({ loadMs }) => loadMs)),
		firstInferenceMs: median(
			summaries.map(({ firstInferenceMs }) => firstInferenceMs),
		),
		peakMemoryBytes: Math.max(
			...launches.map(({ measurement }) => measurement.peakMemoryBytes),
		),
		baseMemoryBytes: Math.max(
			...launches.map(({ measurement }) => measurement.baseMemoryBytes),
		),
		coverage: launches.at(-1)?.measurement.coverage ?? undefined,
		fullyDelegated: launches.at(-1)?.measurement.fullyDelegated,
	};
}

function summarizeLaunch({
	entry,
	measurement,
	sortedMs,
}: ReadLaunch): LaunchSummary {
	return {
		at: entry.at,
		round: entry.round,
		medianMs: quantileOfSorted(sortedMs, 0.5),
		minMs: sortedMs[0] as number,
		samples: sortedMs.length,
		sampledMs: sortedMs.reduce((sum, ms) => sum + ms, 0),
		loadMs: measurement.loadMs,
		firstInferenceMs: measurement.firstInferenceMs,
		before: measurement.before,
		after: measurement.after,
		adapter: measurement.adapter,
		clockResolutionMs: measurement.clockResolutionMs,
		thinnedMs: thin(sortedMs),
	};
}

function thin(sortedMs: Float64Array): readonly number[] {
	if (sortedMs.length <= CHART_SAMPLES) {
		return [...sortedMs];
	}
	const step = (sortedMs.length - 1) / (CHART_SAMPLES - 1);
	return Array.from(
		{ length: CHART_SAMPLES },
		(_, index) => sortedMs[Math.round(index * step)] as number,
	);
}

function pool(lists: readonly Float64Array[]): Float64Array {
	const pooled = new Float64Array(
		lists.reduce((sum, list) => sum + list.length, 0),
	);
	let offset = 0;
	for (const list of lists) {
		pooled.set(list, offset);
		offset += list.length;
	}
	return pooled.sort();
}
