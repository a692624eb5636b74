import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { addRun } from "../../history/add-run.ts";
import {
	artifactPath,
	keepArtifacts,
	listArtifacts,
} from "../../history/artifacts.ts";
import { setBaseline } from "../../history/baselines.ts";
import type { Entry } from "../../history/entry.ts";
import { pathOfRun } from "../../history/folder.ts";
import { type PruneRequest, planPrune, prune } from "../../history/prune.ts";
import { listRuns } from "../../history/read-history.ts";
import { sha256 } from "../../lib/hash.ts";
import type { Artifact } from "../../plan/artifact.ts";
import { historyIn, recordNight, writeNight } from "../support/histories.ts";
import { withFolder } from "../support/temporary-folder.ts";

const AT = "2026-02-01T00:00:00.000Z";
const NEVER = { keep: undefined, olderThanDays: undefined };
const YEARS_LATER = new Date("2126-01-01T00:00:00.000Z");

async function withNights(
	body: (history: string, keys: readonly string[]) => Promise<void>,
): Promise<void> {
	await withFolder(async (folder) => {
		const keys: string[] = [];
		for (const night of [1, 2, 3, 4]) {
			keys.push(await recordNight(folder, night, { launches: 1 }));
		}
		await body(historyIn(folder), keys);
	});
}

async function leaving(
	request: Omit<PruneRequest, "now"> & { readonly now?: Date },
): Promise<readonly string[]> {
	const now = new Date("2026-01-06T00:00:00.000Z");
	const { runs } = await planPrune({ now, ...request });
	return runs.map(({ key }) => key);
}

test("the oldest runs go beyond a number, beyond an age, or beyond both", async () => {
	await withNights(async (folder, keys) => {
		assert.equal(await leaving({ folder, ...NEVER }), []);
		assert.equal(
			await leaving({ folder, ...NEVER, keep: 3 }),
			keys.slice(0, 1),
		);
		assert.equal(await leaving({ folder, ...NEVER, keep: 9 }), []);
		assert.equal(await leaving({ folder, ...NEVER, keep: 0 }), keys);
		assert.equal(
			await leaving({ folder, ...NEVER, olderThanDays: 2 }),
			keys.slice(0, 2),
		);
		assert.equal(
			await leaving({ folder, keep: 3, olderThanDays: 2 }),
			keys.slice(0, 1),
		);
	});
});

test("a run that a baseline refers to stays, even where it became one while runs were removed", async () => {
	await withNights(async (folder, keys) => {
		const [first = "", second = "", third = ""] = keys;
		await setBaseline(folder, { name: "v1", run: first, at: AT });
		const now = YEARS_LATER;
		const plan = await planPrune({ folder, keep: 1, olderThanDays: 1, now });
		assert.equal(
			plan.runs.map(({ key }) => key),
			[second, third],
		);
		await setBaseline(folder, { name: "v2", run: second, at: AT });
		assert.equal(await prune(folder, plan, now), [third]);
		const { runs } = await listRuns({ folder });
		assert.equal(
			runs.map(({ key }) => key),
			[first, second, keys[3]],
		);
	});
});

test("a removal that was killed halfway is finished, or taken back for a baseline", async () => {
	await withNights(async (folder, keys) => {
		const [first = "", second = ""] = keys;
		for (const key of [first, second]) {
			const path = pathOfRun(folder, key);
			await rename(path, `${path}.removed`);
		}
		await setBaseline(folder, { name: "v1", run: first, at: AT });
		const now = new Date();
		await prune(folder, await planPrune({ folder, ...NEVER, now }), now);
		assert.ok(existsSync(pathOfRun(folder, first)));
		assert.not(existsSync(pathOfRun(folder, second)));
		assert.is((await readdir(join(folder, "runs/mnist-fp16"))).length, 3);
	});
});

test("damaged files stay, and no artifact goes while there are any", async () => {
	await withNights(async (folder, keys) => {
		const path = pathOfRun(folder, keys[0] ?? "");
		await writeFile(path, "garbage");
		await keepArtifacts(folder, [await artifactIn(folder, "one")]);
		const now = YEARS_LATER;
		const plan = await planPrune({ folder, keep: 0, olderThanDays: 1, now });
		assert.is(plan.runs.length, 3);
		assert.is(plan.notes.length, 1);
		assert.equal(plan.artifacts, []);
		await prune(folder, plan, now);
		assert.ok(existsSync(path));
	});
});

async function artifactIn(folder: string, content: string): Promise<Artifact> {
	await mkdir(folder, { recursive: true });
	const path = join(folder, `${content}.tflite`);
	await writeFile(path, content);
	return {
		path,
		sha256: sha256(content),
		sizeBytes: content.length,
		gzipBytes: content.length,
		weights: "trained",
	};
}

/** A night all of whose cells have one artifact. */
function withArtifact(artifact: Artifact) {
	return (entries: readonly Entry[]): readonly Entry[] =>
		entries.map((entry) =>
			entry.kind === "artifact"
				? { ...entry, build: { status: "built", artifact } }
				: entry,
		);
}

test("the artifacts of recorded runs are kept, as long as a run refers to them", async () => {
	await withFolder(async (folder) => {
		const history = historyIn(folder);
		const [old, fresh] = [
			await artifactIn(folder, "old"),
			await artifactIn(folder, "fresh"),
		];
		const first = await recordNight(folder, 1, { change: withArtifact(old) });
		await recordNight(folder, 2, { change: withArtifact(fresh) });
		const path = await artifactPath(history, old.sha256);
		assert.is(await readFile(path ?? "", "utf8"), "old");
		const request = { folder: history, keep: 1, olderThanDays: undefined };
		const soon = await planPrune({ ...request, now: new Date() });
		assert.equal(soon.artifacts, [], "what came today stays");
		const plan = await planPrune({ ...request, now: YEARS_LATER });
		assert.equal(
			plan.artifacts.map(({ sha256 }) => sha256),
			[old.sha256],
		);
		await setBaseline(history, { name: "v1", run: first, at: AT });
		const later = await planPrune({ ...request, now: YEARS_LATER });
		assert.equal([later.runs, later.artifacts], [[], []]);
		await prune(history, plan, YEARS_LATER);
		assert.equal(
			(await listArtifacts(history)).map(({ sha256 }) => sha256),
			[fresh.sha256],
		);
	});
});

test("an artifact that is gone or changed is told, and never kept or given", async () => {
	await withFolder(async (folder) => {
		const history = historyIn(folder);
		const gone = { ...(await artifactIn(folder, "a")), path: "/nowhere/a" };
		const device = { ...gone, path: "/dev/zero" };
		const changed = await artifactIn(folder, "b");
		await writeFile(changed.path, "c");
		assert.equal(await keepArtifacts(history, [gone, device, changed]), [
			gone,
			device,
			changed,
		]);
		const kept = await artifactIn(folder, "d");
		assert.equal(await keepArtifacts(history, [kept]), []);
		const path = (await artifactPath(history, kept.sha256)) ?? "";
		await writeFile(path, "e");
		assert.is(await artifactPath(history, kept.sha256), undefined);
		assert.is(await artifactPath(history, "../../x"), undefined);
		const { journal } = await writeNight(folder, 1, {
			change: withArtifact(gone),
		});
		const { lostArtifacts } = await addRun(history, journal);
		assert.equal(lostArtifacts, [gone]);
	});
});

test.run();
