import type { Entry } from "../../history/entry.ts";
import { journalOf, latencyOutcome, likelyLatency, MNIST_SUITE } from "./entries.ts";

/**
 * The journal of a run in which not all went well: on two threads the launches of `builtin` lie far apart on a busy
 * machine, and float16 with `xnnpack` crashes.
 */
export function mixedJournal(): readonly Entry[] {
	return journalOf(MNIST_SUITE, {
		latency: (cell, round) => {
			if (cell.threads === 1) {
				return likelyLatency(cell, round);
			}
			if (cell.delegate === "builtin") {
				return latencyOutcome({ medianMs: 0.08 * (1 + round * 0.7), seed: 9, after: { loadAverage: 3.4 } });
			}
			return cell.variant === "float16" ? { status: "crashed", signal: "SIGSEGV", exitCode: null, detail: "" } : likelyLatency(cell, round);
		},
	});
}
