import { launchId } from "../plan/launches.ts";
import { isLost } from "../plan/lost.ts";
import { isThrottled } from "../plan/throttled.ts";
import type { LaunchEntry } from "./entry.ts";

/**
 * The launches that count: all but those that were throttled, or whose device was missing, and that were done again. One
 * of which that is true in its last attempt too stands, and spoils its cell's verdict.
 */
export function standingLaunches(
	entries: readonly LaunchEntry[],
): readonly LaunchEntry[] {
	const lastAttempts = new Map<string, number>();
	for (const entry of entries) {
		const launch = launchId(entry);
		const last = lastAttempts.get(launch) ?? 1;
		lastAttempts.set(launch, Math.max(attemptOf(entry), last));
	}
	return entries.filter(
		(entry) =>
			!(isThrottled(entry.outcome) || isLost(entry.outcome)) ||
			attemptOf(entry) === lastAttempts.get(launchId(entry)),
	);
}

function attemptOf({ attempt = 1 }: LaunchEntry): number {
	return attempt;
}
