import { suiteBuilder } from "../../cli/suite-builder.ts";
import { type Cell, cellId } from "../../plan/cell.ts";
import { expandSuite } from "../../plan/expand.ts";
import { parseSuite } from "../../plan/suite.ts";
import { buildArtifacts, shelfKey } from "../../run/artifacts.ts";
import { jobFor } from "../../run/job.ts";
import type { CellJob } from "../../worker/protocol.ts";

/** A cell of the recorded grid and the job of each of its launches. */
export type GridCell = { readonly id: string; readonly job: CellJob };

/** Twenty cells, from microseconds to milliseconds an inference. */
const SUITE = parseSuite(
	{
		name: "nightly-bench",
		models: [
			"mnist-cnn",
			{ name: "mobilenet-v2", zoo: "mobilenet-v2", inputSize: 64 },
		],
		variants: ["float32", "float16", "dynamic-range", "int8", "full-int8"],
		delegates: ["builtin", "xnnpack"],
		calibration: { source: "random", samples: 8 },
	},
	{ file: "bench/nightly/grid.ts", directory: "." },
);

/** So short that a round of all cells takes seconds; real runs sample longer and are calmer. */
const BUDGET = { samples: 32, sampleMs: 100, warmups: 5, warmupMs: 20 };

/** The cells of the recorded grid, in its order. */
export function gridCells(): readonly Cell[] {
	return expandSuite(SUITE).map(({ cell }) => cell);
}

/** Builds the files of the recorded grid. Throws an Error for a cell that cannot be built here. */
export async function buildGrid(): Promise<readonly GridCell[]> {
	const cells = gridCells();
	const signal = new AbortController().signal;
	const shelf = await buildArtifacts({
		models: SUITE.models,
		cells,
		before: [],
		build: suiteBuilder(SUITE, { onTraining: () => {}, signal }),
		record: () => {},
	});
	return cells.map((cell) => {
		const ready = shelf.get(shelfKey(cell));
		if (ready === undefined) {
			throw new Error(`${cellId(cell)}: its file cannot be built here`);
		}
		return { id: cellId(cell), job: jobOf(cell, ready) };
	});
}

function jobOf(
	cell: Cell,
	ready: Pick<Parameters<typeof jobFor>[0], "artifact" | "graph">,
): CellJob {
	const launch = { cell, task: "latency", round: 0 } as const;
	const job = jobFor({
		suite: SUITE,
		preset: "smoke",
		launch,
		root: "/",
		...ready,
	});
	return { ...job, task: { kind: "latency", ...BUDGET, seed: SUITE.seed } };
}
