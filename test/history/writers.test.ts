import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { addRun } from "../../history/add-run.ts";
import { readHistory } from "../../history/read-history.ts";
import { recordedRun } from "../../history/record.ts";
import { seededRandom } from "../../lib/random.ts";
import { sweepDrafts } from "../../lib/whole-file.ts";
import { writeNight } from "../support/histories.ts";
import { withFolder } from "../support/temporary-folder.ts";

const FIXTURE = fileURLToPath(
	new URL("../fixtures/record-endlessly.js", import.meta.url),
);
const SEED = 11;
const KILLS = 4;

function recorder(
	history: string,
	times: number,
	paths: readonly string[],
): ChildProcess {
	const args = [FIXTURE, history, String(times), ...paths];
	return spawn(process.execPath, args, {
		stdio: ["ignore", "pipe", "inherit"],
	});
}

async function exitCodeOf(child: ChildProcess): Promise<number | null> {
	child.stdout?.resume();
	const [code] = (await once(child, "exit")) as [number | null];
	return code;
}

test("two processes that record at once lose nothing, neither of their own runs nor of the one both record", async () => {
	await withFolder(async (folder) => {
		const history = join(folder, "history");
		const nights = [];
		for (const number of [1, 2, 3]) {
			nights.push(await writeNight(folder, number));
		}
		const [first, both, last] = nights.map(({ path }) => path);
		const codes = await Promise.all([
			exitCodeOf(recorder(history, 2, [first ?? "", both ?? ""])),
			exitCodeOf(recorder(history, 2, [both ?? "", last ?? ""])),
		]);
		assert.equal(codes, [0, 0]);
		assert.equal(await readHistory({ folder: history }), {
			runs: nights.map(({ journal }) => recordedRun(journal)),
			notes: [],
		});
		assert.is((await readdir(join(history, "runs/mnist-fp16"))).length, 3);
	});
});

test(`a kill -9 in the middle of recording loses nothing and leaves nothing behind (seed ${SEED})`, async () => {
	const random = seededRandom(SEED);
	await withFolder(async (folder) => {
		const history = join(folder, "history");
		const { path, journal } = await writeNight(folder, 1);
		await addRun(history, journal);
		const expected = { runs: [recordedRun(journal)], notes: [] };
		for (let kill = 0; kill < KILLS; kill += 1) {
			const child = recorder(history, 1000, [path]);
			child.stdout?.resume();
			// From its first record on it does nothing but write.
			await once(child.stdout as NonNullable<typeof child.stdout>, "data");
			await setTimeout(random() * 100);
			child.kill("SIGKILL");
			await once(child, "exit");
			assert.equal(await readHistory({ folder: history }), expected);
		}
		await addRun(history, journal);
		assert.is((await readdir(join(history, "runs/mnist-fp16"))).length, 1);
		assert.equal(await readHistory({ folder: history }), expected);
	});
});

test("a draft goes when its process has ended or it is older than a day, and stays while it may be written", async () => {
	await withFolder(async (folder) => {
		const { journal } = await writeNight(folder, 1);
		const history = join(folder, "history");
		await addRun(history, journal);
		const runs = join(history, "runs/mnist-fp16");
		const [own = ""] = await readdir(runs);
		const young = ".ffffffff-1-00000001.draft";
		const old = ".ffffffff-1-00000002.draft";
		const foreign = "notes.draft";
		for (const name of [young, old, foreign]) {
			await writeFile(join(runs, name), "half");
		}
		const now = new Date();
		await utimes(join(runs, old), 0, now.getTime() / 1000 - 86_500);
		assert.equal(await sweepDrafts(runs, now), [old]);
		assert.equal((await readdir(runs)).toSorted(), [young, own, foreign]);
	});
});

test.run();
