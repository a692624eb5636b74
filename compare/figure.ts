import type { RecordedLaunch } from "../history/recorded-run.ts";

/** The metrics that vary from launch to launch. */
export const NOISY_METRICS = ["latency", "memory"] as const;

/** A metric that varies from launch to launch. */
export type NoisyMetric = (typeof NOISY_METRICS)[number];

/**
 * The one figure of a launch that is compared. Of latency the geometric mean of its minimum and its p10, in milliseconds:
 * other programs on the machine can only add time, so the fastest inferences are the least disturbed; the two together
 * are steadier than the minimum alone, which a single inference decides. Of memory the peak in bytes.
 */
export function launchFigure(
	metric: NoisyMetric,
	launch: Pick<RecordedLaunch, "minMs" | "p10Ms" | "peakMemoryBytes">,
): number {
	return metric === "latency"
		? Math.sqrt(launch.minMs * launch.p10Ms)
		: launch.peakMemoryBytes;
}
