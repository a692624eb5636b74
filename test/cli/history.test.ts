import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { pathOfRun } from "../../history/folder.ts";
import { quantgrid } from "../support/cli.ts";
import { historyIn, writeNight } from "../support/histories.ts";
import { withFolder } from "../support/temporary-folder.ts";

test("runs are added, listed, shown, asked, and named as baselines", async () => {
	await withFolder(async (cwd) => {
		const first = await writeNight(cwd, 1);
		await writeNight(cwd, 2);
		const added = await quantgrid(["history", "add", dirname(first.path)], {
			cwd,
		});
		assert.is(added.exitCode, 0);
		const key = added.stdout.trim();
		assert.match(key, /^mnist-fp16\/20260102T000000000Z-[0-9a-f]{8}$/);
		assert.match(added.stderr, /is gone or changed since/);
		const set = await quantgrid(["baseline", "set", "v1", "last"], { cwd });
		assert.is(set.stdout, `v1  ${key}\n`);
		const listed = await quantgrid(["history", "list"], { cwd });
		assert.match(
			listed.stdout,
			new RegExp(`${key}  .*smoke +0123456789ab +local +8 +8 +yes +v1\n$`),
		);
		const shown = await quantgrid(["history", "show", "v1"], { cwd });
		assert.match(
			shown.stdout,
			/mnist-cnn\/float16\/xnnpack-t2@local +measured/,
		);
		const cell = "mnist-cnn/float16/xnnpack-t2@local";
		const accept = ["baseline", "accept", cell, "--note"];
		const accepted = await quantgrid([...accept, "wider", "--metric", "size"], {
			cwd,
		});
		assert.is(accepted.stdout, `${cell}  size  from ${key}\n`);
		const baselines = await quantgrid(["baseline", "list"], { cwd });
		assert.match(baselines.stdout, /^v1 .*\n\n.*\n.* size .* wider /m);
		const sql = "SELECT cell, '=1' AS formula FROM cells LIMIT 1";
		const csv = await quantgrid(["history", "sql", sql, "--csv"], { cwd });
		assert.is(
			csv.stdout,
			"cell,formula\nmnist-cnn/float32/builtin-t1@local,'=1\n",
		);
		const json = await quantgrid(["history", "sql", sql, "--json"], { cwd });
		assert.equal(JSON.parse(json.stdout), [
			{ cell: "mnist-cnn/float32/builtin-t1@local", formula: "=1" },
		]);
		const pruned = await quantgrid(["history", "prune", "--keep", "0"], {
			cwd,
		});
		assert.is(pruned.stderr, "Removed: 0 runs, 0 artifacts.\n");
		await quantgrid(["baseline", "remove", "v1"], { cwd });
		const dry = await quantgrid(
			["history", "prune", "--keep", "0", "--dry-run"],
			{ cwd },
		);
		assert.is(dry.stdout, `${key}\n`);
	});
});

test("rebuild records every journal, and --check finds a value that differs from it", async () => {
	await withFolder(async (cwd) => {
		const { journal } = await writeNight(cwd, 1);
		await writeNight(cwd, 2);
		const key = `mnist-fp16/20260102T000000000Z-${journal.origin}`;
		const rebuilt = await quantgrid(["history", "rebuild"], { cwd });
		assert.is(rebuilt.exitCode, 0);
		assert.is(rebuilt.stdout.split("\n")[0], key);
		const check = () => quantgrid(["history", "rebuild", "--check"], { cwd });
		const sound = await check();
		assert.is(sound.exitCode, 0);
		assert.is(sound.stdout.match(/: as its journal/g)?.length, 2);
		const path = pathOfRun(historyIn(cwd), key);
		await writeFile(join(cwd, "good"), await readFile(path));
		await replaceColumn(join(cwd, "good"), path);
		const differing = await check();
		assert.is(differing.exitCode, 1);
		assert.match(
			differing.stdout,
			/differs from .* min_ms is 0.5, the journal/,
		);
		await writeFile(path, "garbage");
		const damaged = await check();
		assert.is(damaged.exitCode, 1);
		assert.match(damaged.stderr, /is damaged and left out/);
		await quantgrid(["history", "rebuild"], { cwd });
		assert.is((await check()).exitCode, 0);
	});
});

async function replaceColumn(from: string, to: string): Promise<void> {
	const instance = await DuckDBInstance.create();
	const connection = await instance.connect();
	await connection.run(
		`COPY (SELECT * REPLACE (CASE WHEN min_ms IS NULL THEN NULL ELSE 0.5::DOUBLE END AS min_ms) FROM read_parquet('${from}')) TO '${to}' (FORMAT parquet)`,
	);
	connection.closeSync();
	instance.closeSync();
}

test("a journal that is damaged stops no other run from being recorded, and is named", async () => {
	await withFolder(async (cwd) => {
		await writeNight(cwd, 1);
		const broken = join(cwd, "runs/mnist-fp16/broken");
		await mkdir(broken);
		await writeFile(join(broken, "journal.jsonl"), "{]\n");
		const rebuilt = await quantgrid(["history", "rebuild"], { cwd });
		assert.is(rebuilt.exitCode, 1);
		assert.match(rebuilt.stdout, /^mnist-fp16\/20260102/);
		assert.match(rebuilt.stderr, /broken\/journal\.jsonl: the journal cannot/);
	});
});

for (const [what, args, message] of [
	["a run that is not there", ["history", "show", "x"], /history is empty/],
	["a folder without a run", ["history", "add", "."], /there is no run here/],
	["no journals", ["history", "rebuild"], /there are no journals here/],
	[
		"a number that is none",
		["history", "prune", "--keep", "-1"],
		/whole number/,
	],
	["a wrong question", ["history", "sql", "DROP VIEW runs"], /only read/],
	["two formats", ["history", "sql", "x", "--csv", "--json"], /cannot be used/],
	[
		"a reserved name",
		["baseline", "set", "last", "x"],
		/history is empty|no name/,
	],
	["no note", ["baseline", "accept", "x"], /required option '--note <text>'/],
	["an empty note", ["baseline", "accept", "x", "--note", " "], /is empty/],
	["no subcommand", ["history"], /Usage: quantgrid history/],
] as const) {
	test(`${what} is wrong use, with a message`, async () => {
		await withFolder(async (cwd) => {
			const { exitCode, stdout, stderr } = await quantgrid(args, { cwd });
			assert.is(exitCode, 2);
			assert.is(stdout, "");
			assert.match(stderr, message);
			assert.not.match(stderr, /at .*\.js:\d/);
		});
	});
}

test.run();
