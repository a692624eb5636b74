import type { RecordedLaunch } from "./recorded-run.ts";

/**
 * The one latency of a launch that is compared, in milliseconds: the geometric mean of its minimum and its p10. Other
 * programs on the machine can only add time, so the fastest inferences are the least disturbed; the two together are
 * steadier than the minimum alone, which a single inference decides.
 */
export function launchLevelMs({
	minMs,
	p10Ms,
}: Pick<RecordedLaunch, "minMs" | "p10Ms">): number {
	return Math.sqrt(minMs * p10Ms);
}
