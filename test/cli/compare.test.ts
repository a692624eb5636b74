import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { quantgrid } from "../support/cli.ts";
import { withSuite } from "../support/tiny-suite.ts";

test("compare tells the one byte by which a file grew, in every form, and exits with 1", async () => {
	await withSuite(async (cwd) => {
		await quantgrid(["run", "tiny.suite.ts", "--out", "before"], { cwd });
		await appendFile(join(cwd, "dense.tflite"), Uint8Array.of(0));
		await quantgrid(["run", "tiny.suite.ts", "--out", "after"], { cwd });

		const table = await quantgrid(["compare", "before", "after"], { cwd });
		assert.is(table.exitCode, 1, table.stderr);
		assert.match(
			table.stdout,
			/dense\/as-is\/builtin-t1@local +larger .*\+1 B/,
		);
		assert.match(table.stdout, /unchanged/);

		const json = await quantgrid(["compare", "before", "after", "--json"], {
			cwd,
		});
		assert.ok(JSON.stringify(JSON.parse(json.stdout)).includes('"larger"'));

		const markdown = await quantgrid(
			["compare", "before", "after", "--markdown", "--out", "report"],
			{ cwd },
		);
		assert.match(markdown.stdout, /larger/);
		assert.match(
			await readFile(join(cwd, "report/changes.html"), "utf8"),
			/<html/,
		);
	});
});

test("a run compared with itself is the same and exits with 0", async () => {
	await withSuite(async (cwd) => {
		await quantgrid(["run", "tiny.suite.ts", "--out", "run"], { cwd });
		const { exitCode, stdout, stderr } = await quantgrid(
			["compare", "run", "run", "--fail-on-suspected"],
			{ cwd },
		);
		assert.is(exitCode, 0, stdout + stderr);
	});
});

test("a run that is not there is named, with what may be meant", async () => {
	await withSuite(async (cwd) => {
		const { exitCode, stderr } = await quantgrid(
			["compare", "last:3", "gone"],
			{
				cwd,
			},
		);
		assert.is(exitCode, 2);
		assert.match(stderr, /"gone"/);
	});
});

test.run();
