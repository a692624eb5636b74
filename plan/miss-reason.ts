import { formatDuration } from "../lib/duration.ts";
import { unreachable } from "../lib/errors.ts";
import type { Outcome } from "./outcome.ts";

/** An outcome without a measurement. */
export type Missed = Exclude<Outcome, { status: "measured" }>;

/** Why a launch measured nothing, in words that follow a colon. */
export function missReason(outcome: Missed): string {
	switch (outcome.status) {
		case "unsupported":
			return outcome.reason;
		case "failed":
			return outcome.error;
		case "timed-out":
			return `timed out after ${formatDuration(outcome.afterMs)}`;
		case "crashed": {
			const end =
				outcome.signal === null
					? `exited with code ${outcome.exitCode}`
					: `crashed with ${outcome.signal}`;
			return outcome.detail === "" ? end : `${end} (${outcome.detail})`;
		}
		default:
			return unreachable(outcome);
	}
}
