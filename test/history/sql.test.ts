import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JS } from "@duckdb/node-api";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { pathOfRun } from "../../history/folder.ts";
import { askSql } from "../../history/sql.ts";
import { errorText, UserError } from "../../lib/errors.ts";
import { historyIn, recordNight } from "../support/histories.ts";
import { withFolder } from "../support/temporary-folder.ts";

async function ask(
	folder: string,
	sql: string,
): Promise<readonly (readonly JS[])[]> {
	return askSql(historyIn(folder), sql, async ({ rows }) => {
		const all: (readonly JS[])[] = [];
		for await (const chunk of rows) {
			all.push(...chunk);
		}
		return all;
	});
}

async function refusal(folder: string, sql: string): Promise<string> {
	try {
		await ask(folder, sql);
		return "";
	} catch (error) {
		assert.instance(error, UserError);
		return errorText(error);
	}
}

test("the views tell of runs, cells and launches", async () => {
	await withFolder(async (folder) => {
		await recordNight(folder, 1);
		await recordNight(folder, 2);
		assert.equal(
			await ask(folder, "SELECT suite, finished, cells, launches FROM runs"),
			[
				["mnist-fp16", true, 8n, 16n],
				["mnist-fp16", true, 8n, 16n],
			],
		);
		assert.equal(
			await ask(
				folder,
				"SELECT DISTINCT status, launches, accuracy_top1, size_bytes FROM cells WHERE variant = 'float16'",
			),
			[["measured", 2n, 0.96, 43_912n]],
		);
		assert.equal(
			await ask(
				folder,
				"SELECT task, count(*) FROM launches GROUP BY 1 ORDER BY 1",
			),
			[
				["accuracy", 16n],
				["latency", 32n],
			],
		);
	});
});

test("an empty history answers with no rows", async () => {
	await withFolder(async (folder) => {
		assert.equal(await ask(folder, "SELECT * FROM runs"), []);
		assert.equal(await ask(folder, "SELECT * FROM launches"), []);
	});
});

test("nothing but a question is answered, and nothing else can be read or written", async () => {
	await withFolder(async (folder) => {
		const key = await recordNight(folder, 1);
		const secret = join(folder, "secret.csv");
		await writeFile(secret, "a,b\n1,2\n");
		const inside = pathOfRun(historyIn(folder), key);
		const out = join(folder, "out.csv");
		for (const sql of [
			`COPY runs TO '${out}'`,
			`COPY (SELECT 1) TO '${inside}'`,
			`CREATE TABLE x AS SELECT 1`,
			`DROP VIEW rows`,
			`ATTACH '${join(folder, "x.db")}'`,
			`EXPORT DATABASE '${out}'`,
			`INSTALL httpfs`,
			`LOAD httpfs`,
			`SET enable_external_access = true`,
			`CALL pragma_version()`,
			`SELECT 1; DROP VIEW rows`,
			`SELECT * FROM read_csv('${secret}')`,
			`SELECT * FROM read_text('${secret}')`,
			`SELECT * FROM '${secret}'`,
			`SELECT * FROM glob('${folder}/*')`,
			`SELECT * FROM read_text('${historyIn(folder)}/runs/../../../secret.csv')`,
			`SELECT * FROM read_parquet('https://example.com/a.parquet')`,
			`SELECT getenv('HOME')`,
			`EXPLAIN ANALYZE COPY runs TO '${out}'`,
		]) {
			assert.is.not(await refusal(folder, sql), "", sql);
		}
		assert.not(existsSync(out));
		assert.equal(await ask(folder, "SELECT count(*) FROM runs"), [[1n]]);
	});
});

test("a question that cannot be understood is refused with what is wrong", async () => {
	await withFolder(async (folder) => {
		assert.match(await refusal(folder, "SELEC 1"), /syntax error/);
		assert.match(await refusal(folder, ""), /Expected a question, found none/);
		assert.match(
			await refusal(folder, "SELECT nothing FROM runs"),
			/"nothing" not found/,
		);
		assert.match(
			await refusal(folder, "SELECT 1; SELECT 2"),
			/Expected one question, found 2/,
		);
	});
});

test("a damaged file is left out of every view, and named", async () => {
	await withFolder(async (folder) => {
		const key = await recordNight(folder, 1);
		await recordNight(folder, 2);
		const path = pathOfRun(historyIn(folder), key);
		await writeFile(path, "garbage");
		const notes = await askSql(
			historyIn(folder),
			"SELECT 1",
			async (answer) => answer.notes,
		);
		assert.ok(notes[0]?.startsWith(`${path} is damaged and left out`));
		assert.equal(await ask(folder, "SELECT count(*) FROM runs"), [[1n]]);
	});
});

test.run();
