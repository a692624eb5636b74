import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { z } from "zod";
import { readSmallFiles, writeSmallFile } from "../../lib/small-files.ts";
import { withFolder } from "../support/temporary-folder.ts";

const schema = z.object({ count: z.int() });

test("values are read as they were written, the last one under each name", async () => {
	await withFolder(async (folder) => {
		await writeSmallFile(folder, "b", { count: 1 });
		await writeSmallFile(folder, "a", { count: 2 });
		await writeSmallFile(folder, "b", { count: 3 });
		const { values, notes } = await readSmallFiles(folder, schema);
		assert.equal(
			[...values],
			[
				["a", { count: 2 }],
				["b", { count: 3 }],
			],
		);
		assert.equal(notes, []);
		assert.equal((await readdir(folder)).toSorted(), ["a.json", "b.json"]);
	});
});

test("damaged files are named and left out", async () => {
	await withFolder(async (folder) => {
		await writeSmallFile(folder, "good", { count: 1 });
		await writeFile(join(folder, "cut.json"), '{"cou');
		await writeFile(join(folder, "other.json"), '{"count":"many"}');
		await writeFile(join(folder, "huge.json"), " ".repeat(70_000));
		const { values, notes } = await readSmallFiles(folder, schema);
		assert.equal([...values.keys()], ["good"]);
		assert.equal(
			notes.map(
				(note) => /(\w+)\.json is damaged and left out/.exec(note)?.[1],
			),
			["cut", "huge", "other"],
		);
	});
});

test("a folder that is not there is empty", async () => {
	assert.equal((await readSmallFiles("/nowhere/at/all", schema)).notes, []);
});

test.run();
