import type { Outcome } from "./outcome.ts";

/** Whether a launch never came to its end because its device could not be reached, however often it was tried. */
export function isLost(outcome: Outcome): boolean {
	return outcome.status === "failed" && outcome.lost === true;
}
