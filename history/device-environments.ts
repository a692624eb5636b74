import type { Entry, Environment } from "./entry.ts";

/**
 * The facts that a journal holds of each device, by its name: those from the beginning of the run first, then those of
 * each time that it was continued. `firstDevice` is the first of the suite's devices.
 */
export function deviceEnvironments(
	entries: readonly Entry[],
	firstDevice: string,
): ReadonlyMap<string, readonly Environment[]> {
	return new Map([
		[
			firstDevice,
			entries.flatMap((entry) =>
				entry.kind === "run" || entry.kind === "resumed"
					? [entry.environment]
					: [],
			),
		],
	]);
}
