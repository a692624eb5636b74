import {
	copyFile,
	cp,
	mkdir,
	mkdtemp,
	readFile,
	rename,
	rm,
	symlink,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { addRun } from "../../history/add-run.ts";
import { pathOfRun } from "../../history/folder.ts";
import { readHistory } from "../../history/read-history.ts";
import { readTrends } from "../../history/trends.ts";
import { seededRandom } from "../../lib/random.ts";
import { writeNight } from "../support/histories.ts";
import { withFolder } from "../support/temporary-folder.ts";

const SEED = 3;
const MUTANTS = 12;

type Nights = {
	readonly folder: string;
	readonly keys: readonly string[];
	/** The file of the second of four nights. */
	readonly victim: string;
};

const template = await mkdtemp(join(tmpdir(), "quantgrid-test-"));
const keys: string[] = [];
for (const night of [1, 2, 3, 4]) {
	const { journal } = await writeNight(join(template, "nights"), night, {
		launches: 1,
	});
	keys.push((await addRun(join(template, "history"), journal)).key);
}
test.after(() => rm(template, { recursive: true, force: true }));

async function withNights(
	body: (nights: Nights) => Promise<void>,
): Promise<void> {
	await withFolder(async (folder) => {
		await cp(join(template, "history"), folder, { recursive: true });
		await body({ folder, keys, victim: pathOfRun(folder, keys[1] ?? "") });
	});
}

/** Expects that the second night is named and left out, and gives what is said of it. */
async function expectLeftOut({
	folder,
	keys,
	victim,
}: Nights): Promise<string> {
	const [first, , ...others] = keys;
	const { runs, notes } = await readHistory({ folder });
	assert.equal(
		runs.map(({ key }) => key),
		[first, ...others],
	);
	assert.is(notes.length, 1);
	assert.ok(notes[0]?.startsWith(`${victim} is damaged and left out: `));
	const trends = await readTrends({ folder });
	assert.is(trends.runs.length, 3);
	assert.equal(trends.notes, notes);
	return notes[0] ?? "";
}

for (const [what, bytes] of [
	["an empty file", ""],
	["garbage", "garbage ".repeat(1000)],
	["a head and a tail without a body", "PAR1\xff\xff\xff\x7fPAR1"],
	["JSON", '{"run": 1}'],
] as const) {
	test(`${what} in the place of a run is named and left out`, async () => {
		await withNights(async (nights) => {
			await writeFile(nights.victim, bytes, "latin1");
			await expectLeftOut(nights);
		});
	});
}

test("a file cut in the middle is named and left out", async () => {
	await withNights(async (nights) => {
		const bytes = await readFile(nights.victim);
		await writeFile(nights.victim, bytes.subarray(0, bytes.length / 2));
		await expectLeftOut(nights);
	});
});

test("a file of another run is named, with the run it holds", async () => {
	await withNights(async (nights) => {
		const other = pathOfRun(nights.folder, nights.keys[2] ?? "");
		await copyFile(other, nights.victim);
		assert.match(
			await expectLeftOut(nights),
			`it must hold the run ${nights.keys[1]}, but holds ${nights.keys[2]}`,
		);
	});
});

test("a Parquet file of something else is named and left out", async () => {
	await withNights(async (nights) => {
		await writeParquet(nights.victim, "SELECT 1 AS run");
		assert.match(await expectLeftOut(nights), "it has not the columns");
	});
});

for (const [what, change] of [
	["a later format", "99::BIGINT AS format"],
	["a status that is none", "'splendid' AS status"],
	["a cell that is not its id", "'x/y/z-t1@local' AS cell"],
	["a device with a name that is none", "'../../etc' AS device"],
	["facts of a device that are no facts", "'[1' AS environment"],
	["a number of threads below zero", "-1::BIGINT AS threads"],
	["a median that is no number", "'nan'::DOUBLE AS median_ms"],
	["no rows", ""],
] as const) {
	test(`a file with ${what} is named and left out`, async () => {
		await withNights(async ({ folder, keys, victim }) => {
			await rename(victim, `${victim}.good`);
			const from = `FROM read_parquet('${victim}.good')`;
			await writeParquet(
				victim,
				change === ""
					? `SELECT * ${from} WHERE false`
					: `SELECT * REPLACE (${change}) ${from}`,
			);
			const { runs, notes } = await readHistory({ folder });
			assert.is(runs.length, keys.length - 1);
			assert.is(notes.length, 1);
			assert.ok(notes[0]?.startsWith(`${victim} is damaged and left out: `));
		});
	});
}

test("a folder, a link and an odd name among the runs are named and left out", async () => {
	await withNights(async ({ folder, keys, victim }) => {
		const parent = join(victim, "..");
		await mkdir(join(parent, "a-00000000.parquet"));
		await symlink("/dev/zero", join(parent, "b-00000000.parquet"));
		await writeFile(join(parent, "odd name.parquet"), "");
		const { runs, notes } = await readHistory({ folder });
		assert.is(runs.length, keys.length);
		assert.is(notes.length, 3);
		assert.ok(notes.every((note) => note.includes("is left out: it is not a")));
	});
});

test(`a file with bytes changed anywhere harms no other run (seed ${SEED})`, async () => {
	const random = seededRandom(SEED);
	await withNights(async ({ folder, keys, victim }) => {
		const whole = await readFile(victim);
		for (let mutant = 0; mutant < MUTANTS; mutant += 1) {
			const bytes = Buffer.from(whole);
			for (let change = 0; change < 6; change += 1) {
				const tail = mutant % 2 === 0 ? 0 : bytes.length - 9000;
				const place = tail + Math.floor(random() * (bytes.length - tail));
				bytes[place] = Math.floor(random() * 256);
			}
			await writeFile(victim, bytes);
			const { runs } = await readHistory({ folder });
			const others = runs.filter(({ key }) => key !== keys[1]);
			assert.is(others.length, keys.length - 1);
		}
	});
});

async function writeParquet(path: string, query: string): Promise<void> {
	const instance = await DuckDBInstance.create();
	const connection = await instance.connect();
	await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
	connection.closeSync();
	instance.closeSync();
}

test.run();
