import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Device } from "../../devices/device.ts";
import { UserError } from "../../lib/errors.ts";
import { cellId } from "../../plan/cell.ts";
import type { DeviceProfile } from "../../plan/device-profile.ts";
import type { Outcome } from "../../plan/outcome.ts";
import { summarize } from "../../reports/summary.ts";
import { type RunContext, runSuite } from "../../run/run-suite.ts";
import { deviceEntry, latencyOutcome, runEntry } from "../support/entries.ts";
import {
	fakeDevice,
	fakeRun,
	launchesOf,
	suiteOn,
} from "../support/fake-run.ts";

const MEASURED = latencyOutcome({ medianMs: 1 });

/** Devices that note who runs at the same time: a launch lasts until every other one had its chance to begin. */
function watched(profiles: Readonly<Record<string, Partial<DeviceProfile>>>) {
	const running = new Set<string>();
	const together = new Set<string>();
	const devices = Object.entries(profiles).map(([name, profile]) =>
		fakeDevice(
			name,
			async () => {
				assert.not(running.has(name), `${name} runs two launches`);
				running.add(name);
				await new Promise((resolve) => setImmediate(resolve));
				together.add([...running].sort().join("+"));
				await new Promise((resolve) => setImmediate(resolve));
				running.delete(name);
				return MEASURED;
			},
			profile,
		),
	);
	return { devices, together };
}

async function runOn(
	devices: readonly Device[],
	overrides: Partial<RunContext> = {},
) {
	const suite = suiteOn(
		devices.map(({ name }) => name),
		[1, 2],
	);
	const run = fakeRun(devices, overrides);
	await runSuite({ suite, preset: "smoke", before: [] }, run);
	return run;
}

test("devices run at the same time, each one launch at a time", async () => {
	const { devices, together } = watched({ pi: {}, jetson: {} });
	const { entries } = await runOn(devices);
	assert.ok(together.has("jetson+pi"));
	assert.is(launchesOf(entries).length, 8);
	assert.is(entries.filter(({ kind }) => kind === "finished").length, 1);
});

test("devices that share a machine take turns, by its name, its host, or since one is emulated here", async () => {
	const sharing: readonly Readonly<Record<string, Partial<DeviceProfile>>>[] = [
		{ one: { machine: "desk" }, two: { machine: "desk" } },
		{
			usb2: { transport: { kind: "ssh", host: "pi" } },
			usb3: { transport: { kind: "ssh", host: "pi" } },
		},
		{
			pi: { transport: { kind: "ssh", host: "pi@Board.local" } },
			guest: { transport: { kind: "ssh", host: "guest@board.local" } },
		},
		{
			local: { transport: { kind: "local" } },
			arm64: {
				transport: { kind: "command", argv: ["qemu-aarch64"] },
				emulator: "qemu-aarch64",
			},
		},
	];
	for (const profiles of sharing) {
		const { devices, together } = watched(profiles);
		await runOn(devices);
		assert.equal([...together].sort(), Object.keys(profiles).sort());
	}
});

test("progress tells of all machines together", async () => {
	const { devices } = watched({ pi: {}, jetson: {} });
	const { events } = await runOn(devices);
	const positions = events.flatMap((event) =>
		event.kind === "launching" || event.kind === "launched"
			? event.position
			: [],
	);
	assert.ok(positions.every(({ total }) => total === 8));
	assert.is(Math.max(...positions.map(({ running }) => running.length)), 2);
	assert.is(positions.at(-1)?.done, 8);
});

test("a run on two devices that was cut after any entry goes on to the same set of launches", async () => {
	const ids = (entries: Parameters<typeof launchesOf>[0]) =>
		launchesOf(entries)
			.map(({ cell, round }) => `${cellId(cell)} ${round}`)
			.sort();
	const { devices } = watched({ pi: {}, jetson: {} });
	const whole = await runOn(devices);
	const suite = suiteOn(["pi", "jetson"], [1, 2]);
	for (let cut = 0; cut < whole.entries.length; cut += 1) {
		const before = whole.entries.slice(0, cut);
		const rest = fakeRun(devices);
		await runSuite({ suite, preset: "smoke", before }, rest);
		assert.equal(ids([...before, ...rest.entries]), ids(whole.entries));
	}
});

test("an interruption ends the launches of all devices", async () => {
	const controller = new AbortController();
	let ended = 0;
	const endless = (name: string) =>
		fakeDevice(
			name,
			(_, signal) =>
				new Promise<Outcome>((_, reject) => {
					signal.addEventListener("abort", () => {
						ended += 1;
						reject(signal.reason);
					});
					setImmediate(() => controller.abort(new Error("enough")));
				}),
		);
	try {
		await runOn([endless("pi"), endless("jetson")], {
			signal: controller.signal,
		});
		assert.unreachable("it was interrupted");
	} catch (error) {
		assert.is((error as Error).message, "enough");
	}
	assert.is(ended, 2);
});

test("a journal that cannot be written ends the launches of the other devices too", async () => {
	let ended = false;
	const prompt = fakeDevice("pi", () => MEASURED);
	const endless = fakeDevice(
		"jetson",
		(_, signal) =>
			new Promise<Outcome>((_, reject) =>
				signal.addEventListener("abort", () => {
					ended = true;
					reject(signal.reason);
				}),
			),
	);
	try {
		await runOn([prompt, endless], {
			append: ({ kind }) => {
				if (kind === "launch") {
					throw new UserError("the disk is full");
				}
			},
		});
		assert.unreachable("it could not be written");
	} catch (error) {
		assert.is((error as Error).message, "the disk is full");
	}
	assert.ok(ended);
});

test("a cell that fails on one device costs the other nothing", async () => {
	const broken = fakeDevice("pi", () => ({ status: "failed", error: "no" }));
	const { entries } = await runOn([
		broken,
		fakeDevice("jetson", () => MEASURED),
	]);
	const statuses = (device: string) =>
		launchesOf(entries)
			.filter(({ cell }) => cell.device === device)
			.map(({ outcome }) => outcome.status);
	assert.equal(statuses("pi"), Array(4).fill("failed"));
	assert.equal(statuses("jetson"), Array(4).fill("measured"));
});

test("a device that stays away leaves its launches open, the other device finishes its own, and a resumed run does the rest", async () => {
	let launches = 0;
	const leaving = fakeDevice("pi", () => {
		launches += 1;
		return launches === 1
			? MEASURED
			: { status: "failed", error: "gone", lost: true };
	});
	const steady = fakeDevice("jetson", () => MEASURED);
	const first = await runOn([leaving, steady]);
	assert.is(launches, 2);
	assert.is(first.entries.filter(({ kind }) => kind === "finished").length, 0);
	assert.equal(
		first.events.filter(({ kind }) => kind === "lost"),
		[{ kind: "lost", device: "pi", left: 3 }],
	);
	assert.is(launchesOf(first.entries).length, 6);

	const suite = suiteOn(["pi", "jetson"], [1, 2]);
	const back = fakeRun([fakeDevice("pi", () => MEASURED), steady]);
	await runSuite({ suite, preset: "smoke", before: first.entries }, back);
	assert.is(launchesOf(back.entries).length, 3);
	assert.is(back.entries.at(-1)?.kind, "finished");
	const { cells, finishedAt, notes } = summarize([
		runEntry(suite),
		deviceEntry("pi"),
		deviceEntry("jetson"),
		...first.entries,
		...back.entries,
	]);
	assert.ok(finishedAt);
	assert.ok(cells.every(({ verdict }) => verdict === "valid"));
	assert.equal(notes, []);
});

test.run();
