import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../lib/errors.ts";
import { readIdxFile } from "../../lib/idx.ts";

const directory = mkdtempSync(join(tmpdir(), "quantgrid-idx-"));
test.after(() => rmSync(directory, { recursive: true }));

const WHOLE = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];

function file(name: string, bytes: readonly number[]): string {
	const path = join(directory, name);
	writeFileSync(path, Uint8Array.from(bytes));
	return path;
}

async function message(path: string, rank: number): Promise<string> {
	try {
		await readIdxFile(path, rank);
	} catch (error) {
		assert.instance(error, UserError);
		return (error as UserError).message;
	}
	throw new Error("The file was accepted.");
}

test("an IDX file gives its shape and its values", async () => {
	const array = await readIdxFile(file("whole", WHOLE), 2);
	assert.equal(array.shape, [2, 3]);
	assert.equal([...array.data], [1, 2, 3, 4, 5, 255]);
	assert.equal([...array.bytes], WHOLE);
});

test("a missing file is named", async () => {
	const path = join(directory, "absent");
	assert.match(await message(path, 1), `${path}: the file is missing`);
});

test("a folder in the place of a file is named", async () => {
	assert.match(await message(directory, 1), `${directory}: this is not a file`);
});

test("every truncation is refused with the byte counts", async () => {
	for (let length = 12; length < WHOLE.length; length++) {
		const path = file("cut", WHOLE.slice(0, length));
		assert.match(
			await message(path, 2),
			`${path}: the header declares 2 x 3 values, which makes 18 bytes, but the file has ${length}: it is truncated`,
		);
	}
});

test("a truncated header is refused", async () => {
	assert.match(
		await message(file("head", WHOLE.slice(0, 10)), 2),
		/truncated: it has 10 bytes, its header alone takes 12/,
	);
});

test("bytes beyond the declared end are refused", async () => {
	assert.match(
		await message(file("long", [...WHOLE, 0]), 2),
		/the file has 19: it is too long/,
	);
});

test("another rank, another type or no IDX file at all is refused with its first bytes", async () => {
	assert.match(
		await message(file("rank", WHOLE), 3),
		/starts with the bytes 00 00 08 02, but .* 3 dimensions starts with 00 00 08 03/,
	);
	assert.match(
		await message(file("type", [0, 0, 13, 2, ...WHOLE.slice(4)]), 2),
		/00 00 0d 02/,
	);
	assert.match(await message(file("empty", []), 1), /the bytes \(none\)/);
});

test("sizes that multiply beyond any memory are refused without reading", async () => {
	const huge = [0, 0, 8, 3, ...Array.from({ length: 12 }, () => 255)];
	assert.match(await message(file("huge", huge), 3), /it is truncated/);
});

test.run();
