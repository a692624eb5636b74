import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	acceptChange,
	acceptedBetween,
	readAccepted,
} from "../../history/accepted.ts";
import {
	baselineRuns,
	parseBaselineSpec,
} from "../../history/baseline-runs.ts";
import {
	listBaselines,
	removeBaseline,
	setBaseline,
} from "../../history/baselines.ts";
import { pathOfRun } from "../../history/folder.ts";
import { readHistory } from "../../history/read-history.ts";
import { recordedRun } from "../../history/record.ts";
import { resolveRun } from "../../history/resolve-run.ts";
import { errorText, UserError } from "../../lib/errors.ts";
import { MNIST_SUITE } from "../support/examples.ts";
import { historyIn, recordNight, writeNight } from "../support/histories.ts";
import { withFolder } from "../support/temporary-folder.ts";

const AT = "2026-02-01T00:00:00.000Z";

async function problemOf(body: () => Promise<unknown>): Promise<string> {
	try {
		await body();
		return "";
	} catch (error) {
		assert.instance(error, UserError);
		return errorText(error);
	}
}

test("a run is found by age, key, beginning of its id, baseline, folder and journal", async () => {
	await withFolder(async (folder) => {
		const history = historyIn(folder);
		const other = { ...MNIST_SUITE, name: "other" };
		const first = await recordNight(folder, 1);
		const foreign = await recordNight(folder, 2, { suite: other });
		const last = await recordNight(folder, 3);
		await setBaseline(history, { name: "v1", run: first, at: AT });
		const found = async (reference: string) =>
			(await resolveRun(reference, history)).run.key;
		assert.is(await found("last"), last);
		assert.is(await found("last~1"), first);
		assert.is(await found("other/last"), foreign);
		assert.is(await found("mnist-fp16/last~1"), first);
		assert.is(await found("v1"), first);
		assert.is(await found(first), first);
		assert.is(await found("20260104"), last);
		assert.is(await found("mnist-fp16/20260102"), first);
		const { path, journal } = await writeNight(`${folder}/elsewhere`, 7);
		for (const reference of [path, dirname(path)]) {
			assert.equal(
				(await resolveRun(reference, history)).run,
				recordedRun(journal),
			);
		}
	});
});

test("a reference that means no run or several is refused with the nearest", async () => {
	await withFolder(async (folder) => {
		const history = historyIn(folder);
		const problem = (reference: string) =>
			problemOf(() => resolveRun(reference, history));
		assert.match(await problem("last"), /the history is empty/);
		const key = await recordNight(folder, 1);
		await recordNight(folder, 2);
		await setBaseline(history, { name: "release", run: key, at: AT });
		assert.match(await problem("relaese"), /There are: release, /);
		assert.match(
			await problem("last~7"),
			/holds 2 runs .* The oldest is last~1/,
		);
		assert.match(
			await problem("nope/last"),
			/no run of the suite "nope".*mnist-fp16/,
		);
		assert.match(await problem("2026"), /fits 2 runs: /);
		assert.match(await problem(""), /There is no run ""|fits 2 runs/);
		assert.match(await problem("../../etc/passwd"), /There is no run/);
		await rm(pathOfRun(history, key));
		assert.match(await problem("release"), /which is not in the history/);
	});
});

test("last is the run before, of the same suite and preset, and finished", async () => {
	await withFolder(async (folder) => {
		const history = historyIn(folder);
		const keys: string[] = [];
		for (const night of [1, 2, 3, 4]) {
			keys.push(await recordNight(folder, night, { launches: 1 }));
		}
		await recordNight(folder, 5, { change: (entries) => entries.slice(0, -1) });
		await recordNight(folder, 6, { run: { preset: "quick" }, launches: 1 });
		await recordNight(folder, 7, { suite: { ...MNIST_SUITE, name: "other" } });
		const { journal } = await writeNight(folder, 8);
		const before = async (text: string, run = recordedRun(journal)) =>
			(await baselineRuns(parseBaselineSpec(text), history, run)).runs.map(
				({ key }) => key,
			);
		assert.equal(await before("last"), keys.slice(3));
		assert.equal(await before("last:3"), keys.slice(1));
		assert.equal(await before("last:100"), keys);
		const { runs } = await readHistory({
			folder: history,
			keys: [keys[1] ?? ""],
		});
		assert.equal(await before("last:9", runs[0]), keys.slice(0, 1));
		await setBaseline(history, { name: "v1", run: keys[2] ?? "", at: AT });
		assert.equal(await before("v1"), keys.slice(2, 3));
	});
});

test("a baseline of no run or too many is refused", () => {
	for (const text of ["last:0", "last:x", "last:", "last:1.5", "last:101"]) {
		assert.throws(() => parseBaselineSpec(text), /is no baseline/);
	}
	assert.equal(parseBaselineSpec("last~2"), {
		kind: "named",
		reference: "last~2",
	});
});

test("baselines are set, moved, listed and removed", async () => {
	await withFolder(async (folder) => {
		await setBaseline(folder, { name: "b", run: "s/1", at: AT });
		await setBaseline(folder, { name: "a", run: "s/1", at: AT });
		await setBaseline(folder, { name: "b", run: "s/2", at: AT });
		assert.equal((await listBaselines(folder)).baselines, [
			{ name: "a", run: "s/1", at: AT },
			{ name: "b", run: "s/2", at: AT },
		]);
		await removeBaseline(folder, "a");
		assert.match(
			await problemOf(() => removeBaseline(folder, "a")),
			/no baseline with the name "a". There is: b\./,
		);
	});
});

test("what cannot be a name is refused as a baseline", async () => {
	await withFolder(async (folder) => {
		for (const name of ["", "last", "last~1", "../x", "a/b", ".x", "-x"]) {
			const set = () => setBaseline(folder, { name, run: "s/1", at: AT });
			assert.match(await problemOf(set), /is no name for a baseline/);
		}
	});
});

test("an accepted change speaks of comparisons over the run it was accepted in", async () => {
	await withFolder(async (folder) => {
		const change = {
			cell: "m/float32/builtin-t1@local",
			run: "s/2",
			since: "2026-01-02",
			note: "wider layers",
			at: AT,
		};
		const later = { ...change, metric: "size" as const, at: `${AT}1` };
		await acceptChange(folder, later);
		await acceptChange(folder, change);
		const { changes, notes } = await readAccepted(folder);
		assert.equal(changes, [change, later]);
		assert.equal(notes, []);
		const between = (baselineAt: string, currentAt: string) =>
			acceptedBetween(changes, { baselineAt, currentAt }).length;
		assert.is(between("2026-01-01", "2026-01-02"), 2);
		assert.is(between("2026-01-01", "2026-01-09"), 2);
		assert.is(between("2026-01-02", "2026-01-03"), 0);
		assert.is(between("2025-12-01", "2026-01-01"), 0);
	});
});

test.run();
