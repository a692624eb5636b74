import { launchLevelMs } from "../history/launch-level.ts";
import type { RecordedLaunch } from "../history/recorded-run.ts";

/** The metrics that vary from launch to launch. */
export const NOISY_METRICS = ["latency", "memory"] as const;

/** A metric that varies from launch to launch. */
export type NoisyMetric = (typeof NOISY_METRICS)[number];

/** The one figure of a launch that is compared: of latency its level, see `launchLevelMs`; of memory the peak in bytes. */
export function launchFigure(
	metric: NoisyMetric,
	launch: Pick<RecordedLaunch, "minMs" | "peakMemoryBytes">,
): number {
	return metric === "latency" ? launchLevelMs(launch) : launch.peakMemoryBytes;
}
