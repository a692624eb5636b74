import { test } from "uvu";
import * as assert from "uvu/assert";
import { readTrends } from "../../history/trends.ts";
import { ENVIRONMENT, latencyOutcome } from "../support/entries.ts";
import { historyIn, recordNight } from "../support/histories.ts";
import { withFolder } from "../support/temporary-folder.ts";

const CELL = "mnist-cnn/float32/builtin-t1@local";

test("a trend has one point for each run that measured the cell, oldest first, with the medians of its launches", async () => {
	await withFolder(async (folder) => {
		for (const night of [2, 1, 3]) {
			await recordNight(folder, night, {
				launches: 3,
				latency: (cell, round) =>
					night === 2 && cell.threads === 1
						? { status: "failed", error: "broken" }
						: latencyOutcome({
								medianMs: 1,
								samplesMs: Array.from({ length: 65 }, () => night + round),
							}),
				device: { environment: { ...ENVIRONMENT, cpuCores: night } },
			});
		}
		const { cells, runs, notes } = await readTrends({
			folder: historyIn(folder),
		});
		assert.equal(notes, []);
		assert.is(runs.length, 3);
		assert.is(cells.size, 8);
		const points = cells.get(CELL) ?? [];
		assert.equal(
			points.map(({ run, medianMs, launchMediansMs }) => ({
				at: run.at.slice(0, 10),
				medianMs,
				launchMediansMs: launchMediansMs.toSorted((a, b) => a - b),
			})),
			[
				{ at: "2026-01-02", medianMs: 2, launchMediansMs: [1, 2, 3] },
				{ at: "2026-01-04", medianMs: 4, launchMediansMs: [3, 4, 5] },
			],
		);
		assert.is(cells.get(CELL.replace("t1", "t2"))?.length, 3);
		assert.is(points[0]?.fingerprint, runs[0]?.devices[0]?.fingerprint);
		assert.is.not(points[0]?.fingerprint, points[1]?.fingerprint);
	});
});

test.run();
