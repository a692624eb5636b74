import { test } from "uvu";
import * as assert from "uvu/assert";
import { addRun } from "../../history/add-run.ts";
import { differencesFromJournal } from "../../history/check-run.ts";
import type { Entry } from "../../history/entry.ts";
import { readHistory } from "../../history/read-history.ts";
import { recordedRun } from "../../history/record.ts";
import { errorText } from "../../lib/errors.ts";
import { type Random, seededRandom } from "../../lib/random.ts";
import type { Outcome } from "../../plan/outcome.ts";
import {
	accuracyOutcome,
	latencyOutcome,
	packRaw,
} from "../support/entries.ts";
import { journalOf, MNIST_SUITE } from "../support/examples.ts";
import { historyIn, writeJournal, writeNight } from "../support/histories.ts";
import { withFolder } from "../support/temporary-folder.ts";

const SEED = 7;
const RUNS = 12;

const TEXTS = [
	"",
	"plain",
	'it\'s "quoted", ; DROP VIEW rows',
	"ünïcödé 日本語 😀",
	"a\u0000b\nc\td",
	"x".repeat(5000),
];

function pick<Item>(items: readonly Item[], random: Random): Item {
	return items[Math.floor(random() * items.length)] as Item;
}

function anyLatency(random: Random): Outcome | undefined {
	const text = pick(TEXTS, random);
	const measured = latencyOutcome({
		medianMs: 0.01 + random() * 30,
		seed: Math.floor(random() * 1e6),
		before: { throttled: random() < 0.2 },
	});
	const damaged = structuredClone(measured);
	if (damaged.status === "measured" && damaged.measurement.kind === "latency") {
		damaged.measurement.samples = pick(["", "!", packRaw([-1])], random);
	}
	return pick<Outcome | undefined>(
		[
			measured,
			measured,
			measured,
			damaged,
			undefined,
			{ status: "failed", error: text },
			{ status: "unsupported", reason: text },
			{ status: "timed-out", afterMs: random() * 1e5 },
			{ status: "crashed", signal: "SIGSEGV", exitCode: null, detail: text },
		],
		random,
	);
}

function anyAccuracy(random: Random): Outcome | undefined {
	const samples = Math.floor(random() * 40);
	return pick<Outcome | undefined>(
		[
			undefined,
			accuracyOutcome({ samples, wrong: [1, 3, 5] }),
			{ status: "failed", error: pick(TEXTS, random) },
		],
		random,
	);
}

/** A journal that may hold anything, cut off anywhere after its devices. */
function anyJournal(random: Random): readonly Entry[] {
	const entries = journalOf(MNIST_SUITE, {
		latency: () => anyLatency(random),
		accuracy: () => anyAccuracy(random),
		launches: Math.floor(random() * 5),
		run: {
			commit: pick([null, { sha: "abc", dirty: random() < 0.5 }], random),
			quantgridVersion: pick(TEXTS, random),
		},
		device: { environment: { cpuModel: pick(TEXTS, random), cpuCores: 2 } },
	});
	return random() < 0.5
		? entries
		: entries.slice(0, 2 + Math.floor(random() * entries.length));
}

test(`a run is read as its journal gives it, whatever the journal holds (seed ${SEED})`, async () => {
	const random = seededRandom(SEED);
	for (let run = 0; run < RUNS; run += 1) {
		await withFolder(async (folder) => {
			const journal = await writeJournal(
				`${folder}/journal.jsonl`,
				anyJournal(random),
			);
			const { key } = await addRun(folder, journal);
			const { runs, notes } = await readHistory({ folder });
			assert.equal(notes, []);
			assert.equal(runs, [recordedRun(journal)]);
			assert.is(runs[0]?.key, key);
			assert.equal(await differencesFromJournal(folder, journal), []);
		});
	}
});

test("recording a run again changes nothing, and after it went on replaces it", async () => {
	await withFolder(async (folder) => {
		const whole = await writeNight(folder, 1);
		const half = {
			...whole.journal,
			entries: whole.journal.entries.slice(0, -5),
		};
		const history = historyIn(folder);
		await addRun(history, half);
		await addRun(history, half);
		const before = await readHistory({ folder: history });
		assert.equal(before.runs, [recordedRun(half)]);
		assert.not(before.runs[0]?.finished);
		await addRun(history, whole.journal);
		const after = await readHistory({ folder: history });
		assert.equal(after.runs, [recordedRun(whole.journal)]);
		assert.ok(after.runs[0]?.finished);
	});
});

test("runs of two machines that began at the same moment stay apart", async () => {
	await withFolder(async (folder) => {
		const first = await writeNight(`${folder}/a`, 1);
		const second = await writeNight(`${folder}/b`, 1, { run: { seed: 99 } });
		await addRun(folder, first.journal);
		await addRun(folder, second.journal);
		const { runs } = await readHistory({ folder });
		assert.is(runs.length, 2);
		assert.is.not(runs[0]?.key, runs[1]?.key);
	});
});

test("a run whose id would leave the folder is refused", async () => {
	await withFolder(async (folder) => {
		const { journal } = await writeNight(folder, 1);
		const hostile = { ...journal, run: { ...journal.run, id: "../../x" } };
		try {
			await addRun(folder, hostile);
			assert.unreachable();
		} catch (error) {
			assert.match(errorText(error), /gives its run the id "..\/..\/x"/);
		}
	});
});

test("runs are selected by suite, by age and by number, and come oldest first", async () => {
	await withFolder(async (folder) => {
		for (const night of [3, 1, 2]) {
			await addRun(folder, (await writeNight(folder, night)).journal);
		}
		const other = { ...MNIST_SUITE, name: "other" };
		await addRun(
			folder,
			(await writeNight(folder, 9, { suite: other })).journal,
		);
		const days = async (selection: object) =>
			(await readHistory({ folder, ...selection })).runs.map(({ at }) =>
				at.slice(0, 10),
			);
		assert.equal(await days({ suite: "mnist-fp16" }), [
			"2026-01-02",
			"2026-01-03",
			"2026-01-04",
		]);
		assert.equal(await days({ suite: "mnist-fp16", last: 2 }), [
			"2026-01-03",
			"2026-01-04",
		]);
		assert.equal(await days({ since: "2026-01-04" }), [
			"2026-01-04",
			"2026-01-10",
		]);
		assert.equal(await days({ last: 0 }), []);
		assert.equal(await days({ suite: "nothing" }), []);
	});
});

test("a history that does not exist is empty", async () => {
	await withFolder(async (folder) => {
		assert.equal(await readHistory({ folder: `${folder}/none` }), {
			runs: [],
			notes: [],
		});
	});
});

test("a history in a folder with letters that mean something in patterns and in SQL is read", async () => {
	await withFolder(async (folder) => {
		const odd = `${folder}/it's [a-z]*? {x}`;
		const { journal } = await writeNight(folder, 1);
		await addRun(odd, journal);
		assert.equal((await readHistory({ folder: odd })).runs, [
			recordedRun(journal),
		]);
	});
});

test.run();
