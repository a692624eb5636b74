import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { addRun } from "../../history/add-run.ts";
import { planPrune, prune } from "../../history/prune.ts";
import { keepSaid, readSaid } from "../../history/said.ts";
import type { Said } from "../../plan/said.ts";
import { historyIn, recordNight, writeNight } from "../support/histories.ts";
import { withFolder } from "../support/temporary-folder.ts";

const SLOWER: Said = {
	cell: "net/as-is/builtin-t1@local",
	verdict: "slower",
	confirmed: true,
};

test("what the report of a night says is read back by the key of its run", async () => {
	await withFolder(async (folder) => {
		await keepSaid(folder, "suite/night-1", [SLOWER]);
		await keepSaid(folder, "suite/night-2", []);
		await keepSaid(folder, "other/night-1", [SLOWER]);
		const { runs, notes } = await readSaid(folder, "suite");
		assert.equal(
			[...runs],
			[
				["suite/night-1", [SLOWER]],
				["suite/night-2", []],
			],
		);
		assert.equal(notes, []);
	});
});

test("a damaged file is named, and the others are read", async () => {
	await withFolder(async (folder) => {
		await keepSaid(folder, "suite/night-1", [SLOWER]);
		const path = join(folder, "said", "suite", "night-2.json");
		await writeFile(path, `[{"cell":"a","verdict":"<b>"}]`);
		const { runs, notes } = await readSaid(folder, "suite");
		assert.equal([...runs.keys()], ["suite/night-1"]);
		assert.is(notes.length, 1);
		assert.ok(notes[0]?.includes(path));
	});
});

test("recording a run from its journal brings back what its report said", async () => {
	await withFolder(async (folder) => {
		const { journal } = await writeNight(folder, 1, {
			change: (entries) => [
				...entries,
				{
					kind: "concluded",
					at: "2026-01-01T00:00:00.000Z",
					baseline: [],
					said: [SLOWER],
				},
			],
		});
		const { key } = await addRun(historyIn(folder), journal);
		const [suite = ""] = key.split("/");
		const { runs } = await readSaid(historyIn(folder), suite);
		assert.equal(runs.get(key), [SLOWER]);
	});
});

test("pruning a run forgets what its report said", async () => {
	await withFolder(async (folder) => {
		const history = historyIn(folder);
		const key = await recordNight(folder, 1);
		await keepSaid(history, key, [SLOWER]);
		const now = new Date("2126-01-01T00:00:00.000Z");
		const request = { folder: history, keep: 0, olderThanDays: undefined, now };
		await prune(history, await planPrune(request), now);
		const [suite = ""] = key.split("/");
		assert.is((await readSaid(history, suite)).runs.size, 0);
	});
});

test.run();
