import type { RecordedLaunch } from "./recorded-run.ts";

/**
 * The one latency of a launch that is compared, in milliseconds: its fastest inference. Other programs on the machine can
 * only add time, so the minimum is the least disturbed, by far on a machine that is shared (Chen and Revels, "Robust
 * benchmarking in noisy environments", 2016, come to the same).
 */
export function launchLevelMs({
	minMs,
}: Pick<RecordedLaunch, "minMs">): number {
	return minMs;
}
