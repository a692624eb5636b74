import type { RecordedLaunch } from "../history/recorded-run.ts";

/** The metrics that vary from launch to launch. */
export const NOISY_METRICS = ["latency", "memory"] as const;

/** A metric that varies from launch to launch. */
export type NoisyMetric = (typeof NOISY_METRICS)[number];

/**
 * The one figure of a launch that is compared. Of latency its fastest inference, in milliseconds: other programs on the
 * machine can only add time, so the minimum is the least disturbed, by far on a machine that is shared (Chen and Revels,
 * "Robust benchmarking in noisy environments", 2016, come to the same). Of memory the peak, in bytes.
 */
export function launchFigure(
	metric: NoisyMetric,
	{ minMs, peakMemoryBytes }: Pick<RecordedLaunch, "minMs" | "peakMemoryBytes">,
): number {
	return metric === "latency" ? minMs : peakMemoryBytes;
}
