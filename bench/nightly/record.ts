import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { localDevice } from "../../devices/local.ts";
import { appendJsonLine } from "../../lib/json-lines.ts";
import { unpackSamples } from "../../lib/packed-samples.ts";
import { permutation, seededRandom } from "../../lib/random.ts";
import { quantileOfSorted, sortAscending } from "../../stats/order.ts";
import { environmentFacts } from "../../worker/measure/environment.ts";
import { buildGrid, type GridCell } from "./grid.ts";
import type { RecordedRound, RecordingHead } from "./recording.ts";

const TIMEOUT_MS = 120_000;
const SEED = 1;

type RecordedPair = RecordedRound["pairs"][number];

/**
 * Launches every cell of the grid twice in a row, round after round, in an order drawn anew for each round, and appends
 * each round to a file, which is replaced where it is there. Throws an Error where a launch fails.
 */
export async function record(path: string, rounds: number): Promise<void> {
	const grid = await buildGrid();
	mkdirSync(dirname(path), { recursive: true });
	rmSync(path, { force: true });
	const head: RecordingHead = {
		kind: "recording",
		at: new Date().toISOString(),
		environment: environmentFacts(),
		cells: grid.map(({ id }) => id),
	};
	appendJsonLine(path, head);
	const random = seededRandom(SEED);
	for (let round = 0; round < rounds; round += 1) {
		const pairs = new Array<RecordedPair>(grid.length);
		for (const index of permutation(grid.length, random)) {
			const cell = grid[index] as GridCell;
			pairs[index] = [await launch(cell), await launch(cell)];
		}
		appendJsonLine(path, { kind: "round", pairs } satisfies RecordedRound);
		console.error(`round ${round + 1} of ${rounds}`);
	}
}

async function launch({ id, job }: GridCell): Promise<RecordedPair[number]> {
	const at = new Date().toISOString();
	const outcome = await localDevice().run(job, {
		timeoutMs: TIMEOUT_MS,
		signal: new AbortController().signal,
	});
	if (outcome.status !== "measured" || outcome.measurement.kind !== "latency") {
		throw new Error(`${id}: the launch failed: ${JSON.stringify(outcome)}`);
	}
	const { samples, peakMemoryBytes } = outcome.measurement;
	const sorted = sortAscending(unpackSamples(samples));
	return {
		at,
		samples: sorted.length,
		medianMs: quantileOfSorted(sorted, 0.5),
		p10Ms: quantileOfSorted(sorted, 0.1),
		minMs: sorted[0] as number,
		peakMemoryBytes,
	};
}
