import type { Entry } from "../history/entry.ts";
import { latencyOutcome } from "../test/support/entries.ts";
import { journalOf } from "../test/support/examples.ts";

/** A run whose launches are its results: five of each cell, of as many samples as the preset asks for. */
export function manyLaunches(results: number): readonly Entry[] {
	const launches = 5;
	const models = Array.from(
		{ length: Math.ceil(results / launches / 16) },
		(_, index) => `model-${index}`,
	);
	return journalOf(
		{
			name: "many",
			models,
			variants: ["float32", "float16", "dynamic-range", "int8"],
			delegates: ["builtin", "xnnpack"],
			threads: [1, 2],
			preset: "smoke",
		},
		{
			launches,
			latency: ({ threads }, round) =>
				latencyOutcome({ medianMs: 5 + 0.1 * round, seed: round + threads }),
		},
	);
}
