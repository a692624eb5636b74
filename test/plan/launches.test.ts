import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Cell, cellId } from "../../plan/cell.ts";
import {
	type DoneLaunch,
	launchesToDo,
	nextAttempt,
} from "../../plan/launch-state.ts";
import { type PlannedLaunch, planLaunches } from "../../plan/launches.ts";
import type { Outcome } from "../../plan/outcome.ts";
import { latencyOutcome } from "../support/entries.ts";

const CELLS: readonly Cell[] = [1, 2, 3, 4, 5, 6].map((threads) => ({
	model: "m",
	variant: "float32",
	delegate: "builtin",
	threads,
	device: "local",
}));

const plan = (seed: number): readonly PlannedLaunch[] =>
	planLaunches({ cells: CELLS, launches: 3, accuracyCells: CELLS, seed });

const MEASURED: Outcome = {
	status: "measured",
	measurement: { kind: "facts", environment: {} },
};
const FAILED: Outcome = { status: "failed", error: "broken" };
const UNSUPPORTED: Outcome = {
	status: "unsupported",
	reason: "no such operator",
};

const done = (
	launch: PlannedLaunch | undefined,
	outcome: Outcome,
): DoneLaunch => ({ ...(launch as PlannedLaunch), outcome });

test("every round holds every cell once", () => {
	const launches = plan(7);
	assert.is(launches.length, CELLS.length * 4);
	for (const [task, round] of [
		["accuracy", 0],
		["latency", 0],
		["latency", 1],
		["latency", 2],
	] as const) {
		const cells = launches
			.filter((launch) => launch.task === task && launch.round === round)
			.map(({ cell }) => cellId(cell));
		assert.equal(cells.toSorted(), CELLS.map(cellId).toSorted());
	}
});

test("a cell whose accuracy means nothing has no accuracy pass", () => {
	const [first, ...others] = CELLS;
	const launches = planLaunches({
		cells: CELLS,
		launches: 1,
		accuracyCells: others,
		seed: 7,
	});
	const passes = launches.filter(({ task }) => task === "accuracy");
	assert.is(passes.length, CELLS.length - 1);
	assert.not(passes.some(({ cell }) => cell === first));
});

test("rounds follow one another, each in an order of its own", () => {
	const latency = plan(7).filter(({ task }) => task === "latency");
	const rounds = [0, 1, 2].map((round) =>
		latency.slice(round * CELLS.length, (round + 1) * CELLS.length),
	);
	assert.equal(
		rounds.map((launches) => new Set(launches.map(({ round }) => round))),
		[new Set([0]), new Set([1]), new Set([2])],
	);
	const orders = new Set(
		rounds.map((launches) => launches.map(({ cell }) => cell.threads).join()),
	);
	assert.is(orders.size, 3);
});

test("the seed decides the order", () => {
	assert.equal(plan(7), plan(7));
	assert.not.equal(plan(7), plan(8));
});

test("a killed run goes on with exactly what is missing", () => {
	const launches = plan(3);
	const half = launches.filter((_, index) => index % 2 === 0);
	const todo = launchesToDo(
		launches,
		half.map((launch) => done(launch, MEASURED)),
	);
	assert.equal(
		todo,
		launches.filter((_, index) => index % 2 === 1),
	);
});

test("a cell that is unsupported is not launched again", () => {
	const launches = plan(3);
	const todo = launchesToDo(launches, [done(launches[0], UNSUPPORTED)]);
	assert.equal(
		todo,
		launches.filter(({ cell }) => cell !== launches[0]?.cell),
	);
});

test("a cell is given up after two misses in a row, not after two in all", () => {
	const [accuracy, first, second, third] = plan(3).filter(
		({ cell }) => cell === CELLS[0],
	);
	const own = [accuracy, first, second, third] as readonly PlannedLaunch[];
	const apart = [
		done(accuracy, FAILED),
		done(first, MEASURED),
		done(second, FAILED),
	];
	assert.equal(launchesToDo(own, apart), [third]);
	assert.equal(
		launchesToDo(own, [
			done(accuracy, MEASURED),
			done(first, FAILED),
			done(second, FAILED),
		]),
		[],
	);
});

test("a launch that was throttled is to do again until its retries are used up", () => {
	const own = plan(3).filter(
		({ cell, task }) => cell === CELLS[0] && task === "latency",
	);
	const [first] = own;
	assert.ok(first);
	const hot = done(
		first,
		latencyOutcome({ medianMs: 1, after: { throttled: true } }),
	);
	const todo = (attempts: number) =>
		launchesToDo(own, Array(attempts).fill(hot), () => 2);
	assert.equal(todo(1), own);
	assert.equal(todo(2), own);
	assert.equal(todo(3), own.slice(1));
	assert.is(nextAttempt(first, [hot, hot]), 3);
	assert.equal(launchesToDo(own, [hot]), own.slice(1));
});

test("a launch whose device was missing is to do again, and its cell is not given up", () => {
	const launches = plan(3);
	const lost: Outcome = { status: "failed", error: "gone", lost: true };
	const own = launches.filter(({ cell }) => cell === CELLS[0]);
	const todo = launchesToDo(
		launches,
		own.slice(0, 3).map((launch) => done(launch, lost)),
	);
	assert.equal(todo, launches);
});

test.run();
