import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readJournal } from "../../history/journal.ts";
import { type CommandResult, quantgrid } from "../support/cli.ts";
import { tinyModelBytes, wideModel } from "../support/tiny-models.ts";
import {
	afterEntries,
	nightJournals,
	SUITE,
	withSuite,
} from "../support/tiny-suite.ts";

const ONE_CELL = SUITE.replace('"as-is", "float16"', '"as-is"');
const CELL = "dense/as-is/builtin-t1@local";

async function nightly(
	folder: string,
	...words: readonly string[]
): Promise<CommandResult> {
	return quantgrid(["nightly", "tiny.suite.ts", ...words], { cwd: folder });
}

async function check(folder: string): Promise<CommandResult> {
	return quantgrid(["history", "rebuild", "--check"], { cwd: folder });
}

const lastLine = ({ stderr }: CommandResult): string =>
	stderr.trim().split("\n").at(-1) ?? "";

async function entriesOf(folder: string, night: number) {
	const path = (await nightJournals(folder)).at(night) ?? "";
	return (await readJournal(path)).entries;
}

test("a slower, larger file is confirmed even by a night that was killed meanwhile; the same file is not accused", async () => {
	await withSuite(async (folder) => {
		await writeFile(join(folder, "tiny.suite.ts"), ONE_CELL);
		await writeFile(
			join(folder, "dense.tflite"),
			tinyModelBytes(wideModel(256)),
		);
		const first = await nightly(folder);
		assert.is(first.exitCode, 0, first.stderr);
		assert.match(lastLine(first), /the first run, nothing to hold it against/);

		const same = await nightly(folder);
		assert.is(same.exitCode, 0, same.stderr);
		assert.match(lastLine(same), /^quantgrid nightly tiny: nothing changed\./);

		await writeFile(
			join(folder, "dense.tflite"),
			tinyModelBytes(wideModel(512)),
		);
		const killed = await quantgrid(["nightly", "tiny.suite.ts"], {
			cwd: folder,
			meanwhile: afterEntries(
				folder,
				{ kind: "confirmation", count: 5 },
				(child) => child.kill("SIGKILL"),
			),
		});
		assert.is(killed.signal, "SIGKILL");
		const before = await entriesOf(folder, -1);

		const slower = await nightly(folder);
		assert.is(slower.exitCode, 1, slower.stderr);
		assert.match(slower.stderr, /^Going on with the nightly run that began/m);
		assert.match(slower.stdout, /dense\/as-is\S+ +slower /);
		assert.match(slower.stdout, /dense\/as-is\S+ +larger /);
		const after = await entriesOf(folder, -1);
		assert.equal(after.slice(0, before.length), before);
		const launches = after.flatMap((entry) =>
			entry.kind === "confirmation" ? [`${entry.side} ${entry.round}`] : [],
		);
		assert.is(new Set(launches).size, launches.length);
		assert.is(after.at(-1)?.kind, "concluded");
		assert.is((await nightJournals(folder)).length, 3);
		assert.is((await check(folder)).exitCode, 0);
	});
});

test("a cell that fails since tonight is told by 3, an accepted one by 0", async () => {
	await withSuite(async (folder) => {
		const sound = await readFile(join(folder, "dense.tflite"));
		await writeFile(join(folder, "tiny.suite.ts"), ONE_CELL);
		await nightly(folder);
		await quantgrid(["baseline", "set", "good", "last"], { cwd: folder });

		await writeFile(join(folder, "dense.tflite"), sound.subarray(0, 100));
		const failing = await nightly(folder);
		assert.is(failing.exitCode, 3, failing.stderr);
		assert.match(lastLine(failing), /1 newly failing/);

		const accepted = await quantgrid(
			["baseline", "accept", CELL, "--note", "the file is being replaced"],
			{ cwd: folder },
		);
		assert.is(accepted.exitCode, 0, accepted.stderr);
		const known = await nightly(folder, "--baseline", "good");
		assert.is(known.exitCode, 0, known.stderr);
		assert.match(lastLine(known), /1 accepted/);
	});
});

test("the time limit ends a night with 124, keeps what was measured, and another preset begins anew", async () => {
	await withSuite(async (folder) => {
		const ended = await nightly(
			folder,
			...["--preset", "quick", "--time-limit", "3s"],
		);
		assert.is(ended.exitCode, 124, ended.stderr);
		assert.match(
			lastLine(ended),
			/what was measured is kept in \/.*; the same command goes on with it\. The time limit is reached\.$/,
		);
		const anew = await nightly(folder);
		assert.is(anew.exitCode, 0, anew.stderr);
		assert.match(
			anew.stderr,
			/^Beginning a new run: the preset has changed from quick to smoke since /m,
		);
		const listed = await quantgrid(["history", "list"], { cwd: folder });
		assert.is(listed.stdout.match(/^tiny\/\S+/gm)?.length, 2, listed.stdout);
		assert.is((await check(folder)).exitCode, 0);
	});
});

test("a nightly that finds another in progress says so; an interrupted one ends with 130", async () => {
	await withSuite(async (folder) => {
		let second: Promise<CommandResult> | undefined;
		const first = await quantgrid(
			["nightly", "tiny.suite.ts", "--preset", "full"],
			{
				cwd: folder,
				meanwhile: afterEntries(
					folder,
					{ kind: "artifact", count: 1 },
					(child) => {
						second = nightly(folder);
						second.then(() => child.kill("SIGINT"));
					},
				),
			},
		);
		const refused = await second;
		assert.is(refused?.exitCode, 2, refused?.stderr);
		assert.match(
			refused?.stderr ?? "",
			/^quantgrid: local: "quantgrid nightly tiny" is in progress since /m,
		);
		assert.is(first.exitCode, 130, first.stderr);
		assert.match(lastLine(first), /Interrupted\.$/);
	});
});

test("from any folder, absolute paths put everything where they say, and a job's summary is appended to", async () => {
	await withSuite(async (folder) => {
		const elsewhere = join(folder, "cache");
		await quantgrid(["list", "tiny.suite.ts"], { cwd: folder });
		const summary = join(folder, "summary.md");
		const result = await quantgrid(
			[
				"nightly",
				join(folder, "tiny.suite.ts"),
				...["--runs", join(folder, "nights"), "--out", join(folder, "tonight")],
			],
			{ cwd: elsewhere, env: { GITHUB_STEP_SUMMARY: summary } },
		);
		assert.is(result.exitCode, 0, result.stderr);
		assert.ok(existsSync(join(folder, "tonight/changes.html")));
		assert.ok(existsSync(join(folder, "tonight/report.html")));
		assert.ok(existsSync(join(folder, "nights/.history/runs/tiny")));
		assert.match(await readFile(summary, "utf8"), /^# tiny: the first run/);
		assert.match(lastLine(result), /Report: \/.*\/tonight\/changes\.html$/);
		assert.not(existsSync(join(elsewhere, "runs")));
	});
});

test.run();
