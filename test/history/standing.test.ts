import { test } from "uvu";
import * as assert from "uvu/assert";
import type { LaunchEntry } from "../../history/entry.ts";
import { standingLaunches } from "../../history/standing.ts";
import type { Cell } from "../../plan/cell.ts";
import { latencyOutcome, launchEntry } from "../support/entries.ts";

const CELL: Cell = {
	model: "net",
	variant: "float32",
	delegate: "builtin",
	threads: 1,
	device: "pi",
};

const launch = (
	round: number,
	attempt: number,
	throttled: boolean,
): LaunchEntry => ({
	...launchEntry(CELL, {
		task: "latency",
		round,
		outcome: latencyOutcome({ medianMs: 1, after: { throttled } }),
	}),
	...(attempt > 1 && { attempt }),
});

test("a throttled launch counts until it is measured again, whatever becomes of that", () => {
	const first = launch(0, 1, true);
	const second = launch(0, 2, true);
	const third = launch(0, 3, false);
	assert.equal(standingLaunches([first]), [first]);
	assert.equal(standingLaunches([second, first]), [second]);
	assert.equal(standingLaunches([first, second, third]), [third]);
});

test("a launch whose device was missing counts until it is done again", () => {
	const first: LaunchEntry = {
		...launch(0, 1, false),
		outcome: { status: "failed", error: "no route to host", lost: true },
	};
	const second = launch(0, 2, false);
	assert.equal(standingLaunches([first]), [first]);
	assert.equal(standingLaunches([first, second]), [second]);
});

test("the attempts of other rounds and cells supersede nothing", () => {
	const entries = [
		launch(0, 1, true),
		launch(1, 2, false),
		{ ...launch(0, 2, false), cell: { ...CELL, device: "jetson" } },
	];
	assert.equal(standingLaunches(entries), entries);
});

test("a launch that was not throttled is never thrown away", () => {
	const entries = [launch(0, 1, false), launch(0, 2, false)];
	assert.equal(standingLaunches(entries), entries);
});

test.run();
