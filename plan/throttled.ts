import type { Outcome } from "./outcome.ts";

/** Whether the processor was slowed down during a launch that measured latency, as far as its device tells. */
export function isThrottled(outcome: Outcome): boolean {
	if (outcome.status !== "measured" || outcome.measurement.kind !== "latency") {
		return false;
	}
	const { before, after } = outcome.measurement;
	return before.throttled === true || after.throttled === true;
}
