import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Entry } from "../../history/entry.ts";
import type { Health, Outcome } from "../../plan/outcome.ts";
import { summarize } from "../../reports/summary.ts";
import { runSuite } from "../../run/run-suite.ts";
import {
	deviceEntry,
	latencyOutcome,
	QUIET,
	runEntry,
} from "../support/entries.ts";
import {
	type FakeRun,
	fakeDevice,
	fakeRun,
	launchesOf,
	suiteOn,
} from "../support/fake-run.ts";

const HOT: Partial<Health> = {
	temperatureC: 82,
	throttled: true,
	throttledBy: ["under-voltage", "frequency capped"],
};

type Board = {
	/** What the device is like after each latency launch, in their order; quiet after the last of them. */
	readonly after: readonly Partial<Health>[];
	/** What it tells while it cools down, in order; the last one stays. */
	readonly temperatures?: readonly (number | null)[];
	readonly coolDown?: { belowC: number; atMostMs: number; retries: number };
};

const COOL_DOWN = { belowC: 60, atMostMs: 60_000, retries: 2 };

function board({
	after,
	temperatures = [50],
	coolDown = COOL_DOWN,
}: Board): FakeRun {
	let launches = 0;
	let asked = 0;
	return fakeRun([
		fakeDevice(
			"board",
			(job): Outcome => {
				if (job.kind === "health") {
					const at = Math.min(asked, temperatures.length - 1);
					asked += 1;
					const temperatureC = temperatures[at] ?? null;
					return {
						status: "measured",
						measurement: { kind: "health", health: { ...QUIET, temperatureC } },
					};
				}
				launches += 1;
				return latencyOutcome({
					medianMs: 1,
					seed: launches,
					after: after[launches - 1] ?? {},
				});
			},
			{ coolDown },
		),
	]);
}

const suite = suiteOn(["board"]);

async function run(fake: FakeRun, before: readonly Entry[] = []) {
	await runSuite({ suite, preset: "smoke", before }, fake);
	return fake;
}

const attemptsOf = (entries: readonly Entry[]) =>
	launchesOf(entries).map(({ round, attempt }) => [round, attempt ?? 1]);

const cellOf = (entries: readonly Entry[]) => {
	const { cells, notes } = summarize([
		runEntry(suite),
		deviceEntry("board"),
		...entries,
	]);
	return { cell: cells[0], notes };
};

test("a launch that was throttled stays in the journal and is measured again after a cool-down", async () => {
	const fake = await run(board({ after: [HOT], temperatures: [80, 70, 59] }));
	assert.equal(attemptsOf(fake.entries), [
		[0, 1],
		[0, 2],
		[1, 1],
	]);
	assert.equal(fake.waited, [10_000, 10_000]);
	const { cell, notes } = cellOf(fake.entries);
	assert.equal(
		[cell?.verdict, cell?.latency?.launches.length, cell?.thrownAway],
		["valid", 2, 1],
	);
	assert.equal(notes, [
		"Throttled launches that were thrown away and measured again after a cool-down: 1.",
	]);
});

test("the cool-down is told with the temperature and the limits", async () => {
	const fake = await run(board({ after: [HOT], temperatures: [80, 59] }));
	assert.equal(
		fake.events.filter(({ kind }) => kind === "cooling"),
		[
			[80, 0],
			[59, 10_000],
		].map(([temperatureC, waitedMs]) => ({
			kind: "cooling",
			device: "board",
			temperatureC,
			belowC: 60,
			waitedMs,
			atMostMs: 60_000,
		})),
	);
});

test("a device that stays hot, or does not tell how hot it is, is waited for no longer than its profile allows", async () => {
	for (const temperatures of [[90], [null]]) {
		const coolDown = { ...COOL_DOWN, atMostMs: 25_000 };
		const fake = await run(board({ after: [HOT], temperatures, coolDown }));
		assert.equal(fake.waited, [10_000, 10_000, 5_000]);
	}
});

test("a launch that is throttled again and again is given up after its retries, and the cell is invalid", async () => {
	const fake = await run(board({ after: [HOT, HOT, HOT] }));
	assert.equal(attemptsOf(fake.entries), [
		[0, 1],
		[0, 2],
		[0, 3],
		[1, 1],
	]);
	const { cell } = cellOf(fake.entries);
	assert.is(cell?.verdict, "invalid: throttled");
	assert.is(
		cell?.reason,
		"the processor was throttled in 1 of 2 launches (under-voltage, frequency capped), after 2 throttled launches had been thrown away and measured again",
	);
});

test("a run that was killed between two attempts goes on with the next one", async () => {
	const whole = await run(board({ after: [HOT, HOT] }));
	const cut = whole.entries.findIndex(({ kind }) => kind === "launch") + 1;
	const before = whole.entries.slice(0, cut);
	const rest = await run(board({ after: [HOT] }), before);
	assert.equal(
		attemptsOf([...before, ...rest.entries]),
		attemptsOf(whole.entries),
	);
});

test("an attempt that crashes is final, and counts as a launch that was lost", async () => {
	const crash: Outcome = {
		status: "crashed",
		signal: "SIGSEGV",
		exitCode: null,
		detail: "",
	};
	let launches = 0;
	const fake = fakeRun([
		fakeDevice(
			"board",
			(job) => {
				launches += job.kind === "cell" ? 1 : 0;
				return launches === 2 && job.kind === "cell"
					? crash
					: latencyOutcome({ medianMs: 1, after: launches === 1 ? HOT : {} });
			},
			{ coolDown: { ...COOL_DOWN, atMostMs: 0 } },
		),
	]);
	await run(fake);
	assert.equal(attemptsOf(fake.entries), [
		[0, 1],
		[0, 2],
		[1, 1],
	]);
	assert.is(cellOf(fake.entries).cell?.verdict, "invalid: launches lost");
});

test("an interruption ends a cool-down", async () => {
	const controller = new AbortController();
	const fake = board({ after: [HOT], temperatures: [90] });
	const waiting = {
		...fake,
		signal: controller.signal,
		wait: async (_: number, signal: AbortSignal) => {
			controller.abort(new Error("enough"));
			signal.throwIfAborted();
		},
	};
	try {
		await run(waiting);
		assert.unreachable("it was interrupted");
	} catch (error) {
		assert.is((error as Error).message, "enough");
	}
});

test.run();
