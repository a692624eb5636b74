import type { Cell } from "../../plan/cell.ts";
import type { Published, SuiteDeclaration } from "../../plan/suite.ts";
import { latencyOutcome } from "./entries.ts";
import { MNIST_SUITE } from "./examples.ts";

/** Latencies that somebody published of a board, by thread count. */
export const BOARD_MS: Readonly<Record<number, number>> = {
	1: 40,
	2: 25,
	4: 20,
};

/** Those latencies as the published figures of a suite: float32 on `board`, with the delegate builtin. */
export const BOARD_FIGURES: Published = {
	source: "a page about a board",
	figures: Object.entries(BOARD_MS).map(([threads, latencyMs]) => ({
		cells: {
			variant: "float32",
			delegate: "builtin",
			threads: Number(threads),
			device: "board",
		},
		values: { latencyMs },
	})),
};

/** A suite over several thread counts whose published figures speak of a device that it does not measure on. */
export const BOARD_SUITE: SuiteDeclaration = {
	...MNIST_SUITE,
	delegates: ["builtin"],
	threads: [1, 2, 4],
	tables: [],
	published: BOARD_FIGURES,
};

/** Ten milliseconds with one thread, of which a quarter is serial; every sample of a launch the same. */
export function amdahlLatency({ threads, variant }: Cell, round = 0) {
	const oneMs = (variant === "float16" ? 20 : 10) * (1 + 0.01 * round);
	const medianMs = oneMs * (0.25 + 0.75 / threads);
	return latencyOutcome({ medianMs, samplesMs: Array(400).fill(medianMs) });
}
