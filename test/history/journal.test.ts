import { appendFile, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Entry } from "../../history/entry.ts";
import {
	appendEntry,
	mendJournal,
	readJournal,
} from "../../history/journal.ts";
import { errorText, UserError } from "../../lib/errors.ts";
import { journalOf, MNIST_SUITE } from "../support/examples.ts";
import { withFolder } from "../support/temporary-folder.ts";

const ENTRIES: readonly Entry[] = journalOf(MNIST_SUITE);

async function withJournal(
	body: (path: string) => Promise<void>,
): Promise<void> {
	await withFolder(async (folder) => {
		const path = join(folder, "journal.jsonl");
		for (const entry of ENTRIES) {
			appendEntry(path, entry);
		}
		await body(path);
	});
}

async function problemOf(path: string): Promise<string> {
	try {
		await readJournal(path);
		return "";
	} catch (error) {
		assert.instance(error, UserError);
		return errorText(error).replaceAll(path, "J");
	}
}

test("entries are read as they were appended", async () => {
	await withJournal(async (path) => {
		const journal = await readJournal(path);
		assert.equal(journal.entries, ENTRIES);
		assert.is(journal.run, journal.entries[0]);
		assert.is(journal.tornBytes, 0);
	});
});

test("a journal cut anywhere gives its whole lines and counts the torn bytes", async () => {
	await withJournal(async (path) => {
		const bytes = await readFile(path);
		const LINE_END = 0x0a;
		const first = bytes.indexOf(LINE_END) + 1;
		const step = Math.ceil((bytes.length - first) / 40);
		for (let length = bytes.length; length >= first; length -= step) {
			await truncate(path, length);
			const { entries, tornBytes } = await readJournal(path);
			const left = bytes.subarray(0, length);
			const whole = left.filter((byte) => byte === LINE_END).length;
			assert.is(
				JSON.stringify(entries),
				JSON.stringify(ENTRIES.slice(0, whole)),
			);
			assert.is(tornBytes, length - (left.lastIndexOf(LINE_END) + 1));
		}
	});
});

test("a torn line is cut off before the next entry is appended", async () => {
	await withJournal(async (path) => {
		await appendFile(path, '{"kind":"launch","at":"20');
		assert.is(await mendJournal(path), 25);
		appendEntry(path, ENTRIES[1] as Entry);
		assert.equal((await readJournal(path)).entries, [...ENTRIES, ENTRIES[1]]);
	});
});

test("a damaged line is named", async () => {
	await withJournal(async (path) => {
		await appendFile(path, "{]\n");
		assert.match(
			await problemOf(path),
			new RegExp(
				`^J: the journal cannot be read: line ${ENTRIES.length + 1} is not JSON`,
			),
		);
	});
});

test("a line that is no entry is named with what is wrong", async () => {
	await withJournal(async (path) => {
		await appendFile(
			path,
			'{"kind":"finished","at":"now","elapsedMs":"long"}\n',
		);
		assert.match(
			await problemOf(path),
			new RegExp(
				`^J, line ${ENTRIES.length + 1}: not an entry of a journal: elapsedMs: `,
			),
		);
	});
});

test("a journal of another format is refused with the way out", async () => {
	await withFolder(async (folder) => {
		const path = join(folder, "journal.jsonl");
		await writeFile(path, '{"kind":"run","format":99}\n');
		assert.is(
			await problemOf(path),
			"J, line 1: this journal has format 99; this quantgrid reads format 2. Use the quantgrid that wrote it.",
		);
	});
});

test("an empty file is no journal", async () => {
	await withFolder(async (folder) => {
		const path = join(folder, "journal.jsonl");
		await writeFile(path, "");
		assert.match(
			await problemOf(path),
			/^J: expected a journal, .* found an empty file\.$/,
		);
	});
});

test("a missing journal and a folder are refused in words", async () => {
	await withFolder(async (folder) => {
		assert.match(
			await problemOf(join(folder, "nothing")),
			/there is no journal here/,
		);
		assert.match(await problemOf(folder), /the journal cannot be read/);
	});
});

test.run();
