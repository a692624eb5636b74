import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readJournal } from "../../history/journal.ts";
import { cellId } from "../../plan/cell.ts";
import { quantgrid } from "../support/cli.ts";
import { DENSE, tinyModelBytes } from "../support/tiny-models.ts";
import { afterLines, SUITE, withSuite } from "../support/tiny-suite.ts";

async function launchesIn(folder: string): Promise<readonly string[]> {
	const { entries } = await readJournal(join(folder, "out/journal.jsonl"));
	return entries.flatMap((entry) =>
		entry.kind === "launch"
			? [`${cellId(entry.cell)} ${entry.task} ${entry.round}`]
			: [],
	);
}

test("a run writes one row a cell and its report, and prints the table on stdout alone", async () => {
	await withSuite(async (folder) => {
		const result = await quantgrid(["run", "tiny.suite.ts", "--out", "out"], {
			cwd: folder,
		});
		assert.is(result.exitCode, 0, result.stderr);
		const rows = (await readFile(join(folder, "out/results.csv"), "utf8"))
			.trim()
			.split("\n");
		assert.is(rows.length, 3);
		assert.match(
			rows[1] ?? "",
			/^dense\/as-is\/builtin-t1@local,dense,as-is,builtin,1,local,measured,/,
		);
		assert.match(result.stdout, /dense/);
		assert.not.match(result.stdout, /\d+\/\d+ dense/);
		for (const file of ["report.md", "report.html", "results.json"]) {
			assert.ok(existsSync(join(folder, "out", file)), file);
		}
	});
});

test("a killed run goes on with --resume and measures only what is missing", async () => {
	await withSuite(async (folder) => {
		const killed = await quantgrid(["run", "tiny.suite.ts", "--out", "out"], {
			cwd: folder,
			meanwhile: afterLines(folder, 5, (child) => child.kill("SIGKILL")),
		});
		assert.is(killed.signal, "SIGKILL");
		const before = await launchesIn(folder);
		assert.ok(before.length >= 1 && before.length < 4, `${before.length}`);
		const resumed = await quantgrid(
			["run", "tiny.suite.ts", "--out", "out", "--resume"],
			{ cwd: folder },
		);
		assert.is(resumed.exitCode, 0, resumed.stderr);
		const after = await launchesIn(folder);
		assert.equal(after.slice(0, before.length), before);
		assert.is(after.length, 4);
		assert.is(new Set(after).size, 4);
	});
});

test("Ctrl-C ends a run with 130 and says how to go on", async () => {
	await withSuite(async (folder) => {
		const result = await quantgrid(["run", "tiny.suite.ts", "--out", "out"], {
			cwd: folder,
			meanwhile: afterLines(folder, 4, (child) => child.kill("SIGINT")),
		});
		assert.is(result.exitCode, 130, result.stderr);
		assert.match(
			result.stderr,
			/Interrupted\. .* quantgrid run tiny\.suite\.ts --out out --resume/,
		);
	});
});

test("the time limit ends a run with 124", async () => {
	await withSuite(async (folder) => {
		const result = await quantgrid(
			[
				"run",
				"tiny.suite.ts",
				"--out",
				"out",
				"--preset",
				"full",
				"--time-limit",
				"1",
			],
			{ cwd: folder },
		);
		assert.is(result.exitCode, 124, result.stderr);
		assert.match(result.stderr, /The time limit is reached/);
	});
});

test("a new run does not fall into the folder of another", async () => {
	await withSuite(async (folder) => {
		await quantgrid(
			["run", "tiny.suite.ts", "--out", "out", "--time-limit", "1"],
			{ cwd: folder },
		);
		const result = await quantgrid(["run", "tiny.suite.ts", "--out", "out"], {
			cwd: folder,
		});
		assert.is(result.exitCode, 2);
		assert.match(
			result.stderr,
			/^quantgrid: out: this folder holds a run already\./,
		);
	});
});

test("a run is not resumed with another suite", async () => {
	await withSuite(async (folder) => {
		await quantgrid(["run", "tiny.suite.ts", "--out", "out"], {
			cwd: folder,
			meanwhile: afterLines(folder, 1, (child) => child.kill("SIGINT")),
		});
		await writeFile(
			join(folder, "tiny.suite.ts"),
			SUITE.replace('"smoke"', '"quick"'),
		);
		const result = await quantgrid(
			["run", "tiny.suite.ts", "--out", "out", "--resume"],
			{ cwd: folder },
		);
		assert.is(result.exitCode, 2);
		assert.match(result.stderr, /the suite has changed since this run began/);
	});
});

test("a model that cannot be read is a failed cell, and the run says so with 3", async () => {
	await withSuite(async (folder) => {
		await writeFile(
			join(folder, "broken.tflite"),
			tinyModelBytes(DENSE).subarray(0, 100),
		);
		const models =
			'[{ name: "dense", file: "dense.tflite" }, { name: "broken", file: "broken.tflite" }]';
		await writeFile(
			join(folder, "tiny.suite.ts"),
			SUITE.replace(/models: .*,/, `models: ${models},`).replace(
				'"as-is", "float16"',
				'"as-is"',
			),
		);
		const result = await quantgrid(["run", "tiny.suite.ts", "--out", "out"], {
			cwd: folder,
		});
		assert.is(result.exitCode, 3, result.stderr);
		const rows = (await readFile(join(folder, "out/results.csv"), "utf8"))
			.trim()
			.split("\n");
		assert.equal(
			rows.slice(1).map((row) => row.split(",")[6]),
			["measured", "failed"],
		);
	});
});

test("list tells which cells cannot be measured and why, and measures nothing", async () => {
	await withSuite(async (folder) => {
		await writeFile(join(folder, "broken.tflite"), "no model");
		const models =
			'[{ name: "dense", file: "dense.tflite" }, { name: "broken", file: "broken.tflite" }]';
		await writeFile(
			join(folder, "tiny.suite.ts"),
			SUITE.replace(/models: .*,/, `models: ${models},`),
		);
		const result = await quantgrid(["list", "tiny.suite.ts"], { cwd: folder });
		assert.is(result.exitCode, 0, result.stderr);
		const [fine, , broken] = result.stdout.split("\n");
		assert.is(fine, "dense/as-is/builtin-t1@local");
		assert.match(
			broken ?? "",
			/^broken\/as-is\/builtin-t1@local {2}failed: .*broken\.tflite/,
		);
		assert.not(existsSync(join(folder, "runs")));
	});
});

test("the report is made again from the journal alone", async () => {
	await withSuite(async (folder) => {
		await quantgrid(["run", "tiny.suite.ts", "--out", "out"], { cwd: folder });
		await cp(join(folder, "out/journal.jsonl"), join(folder, "copy.jsonl"));
		const result = await quantgrid(["report", "copy.jsonl", "--out", "again"], {
			cwd: folder,
		});
		assert.is(result.exitCode, 0, result.stderr);
		const csv = (name: string) =>
			readFile(join(folder, name, "results.csv"), "utf8");
		assert.is(await csv("again"), await csv("out"));
	});
});

test("a journal whose last line was torn off still gives a report, and says what is left out", async () => {
	await withSuite(async (folder) => {
		await quantgrid(["run", "tiny.suite.ts", "--out", "out"], { cwd: folder });
		const text = await readFile(join(folder, "out/journal.jsonl"), "utf8");
		await writeFile(
			join(folder, "torn.jsonl"),
			text.slice(0, text.lastIndexOf('"kind":"launch"') + 500),
		);
		const result = await quantgrid(["report", "torn.jsonl", "--out", "again"], {
			cwd: folder,
		});
		assert.is(result.exitCode, 0, result.stderr);
		assert.match(
			result.stderr,
			/the last line was torn off when the run was killed; its \d+ bytes are left out/,
		);
	});
});

test.run();
