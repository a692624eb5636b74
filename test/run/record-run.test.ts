import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Device } from "../../devices/device.ts";
import { runWorker } from "../../devices/worker-process.ts";
import { type Journal, readJournal } from "../../history/journal.ts";
import { LOCAL_PROFILE } from "../../plan/device-profile.ts";
import type { Outcome } from "../../plan/outcome.ts";
import { isThrottled } from "../../plan/throttled.ts";
import { summarize } from "../../reports/summary.ts";
import { recordRun } from "../../run/record-run.ts";
import { latencyOutcome } from "../support/entries.ts";
import {
	fakeDevice,
	fakeRun,
	launchesOf,
	suiteOn,
} from "../support/fake-run.ts";
import { withFolder } from "../support/temporary-folder.ts";

const suite = suiteOn(["pi", "jetson"]);

const FLAGS = "sys/devices/platform/soc/soc:firmware/get_throttled";

const HOT = fileURLToPath(
	new URL("../fixtures/workers/hot-board.js", import.meta.url),
);

const facts = (cpuModel: string): Outcome => ({
	status: "measured",
	measurement: { kind: "facts", environment: { cpuModel } },
});

/** A device that tells its facts and measures. */
const sound = (name: string) =>
	fakeDevice(name, (job) =>
		job.kind === "facts" ? facts(name) : latencyOutcome({ medianMs: 1 }),
	);

/** A device that cannot be reached. */
const away = (name: string) =>
	fakeDevice(name, () => ({ status: "failed", error: "no route to host" }));

async function record(
	folder: string,
	devices: readonly Device[],
	resumed?: Journal,
): Promise<Journal> {
	const journal = join(folder, "journal.jsonl");
	await recordRun(
		{ suite, preset: "smoke", place: { directory: folder, journal, resumed } },
		{ ...fakeRun(devices), tune: false },
	);
	return readJournal(journal);
}

test("every device tells its facts right after the first line, and again when the run is resumed", async () => {
	await withFolder(async (folder) => {
		const devices = [sound("pi"), sound("jetson")];
		const first = await record(folder, devices);
		const { entries } = await record(folder, devices, first);
		const kinds = entries.map((entry) =>
			entry.kind === "device"
				? `${entry.device} ${entry.environment.cpuModel}`
				: entry.kind,
		);
		const told = ["pi pi", "jetson jetson"];
		assert.equal(kinds.slice(0, 3), ["run", ...told]);
		assert.equal(kinds.slice(-4), ["resumed", ...told, "finished"]);
	});
});

test("all devices are asked for their facts at the same time", async () => {
	await withFolder(async (folder) => {
		let asked = 0;
		let release = () => {};
		const both = new Promise<void>((resolve) => {
			release = resolve;
		});
		const waiting = (name: string) =>
			fakeDevice(name, async (job) => {
				if (job.kind !== "facts") {
					return latencyOutcome({ medianMs: 1 });
				}
				asked += 1;
				if (asked === 2) {
					release();
				}
				await both;
				return facts(name);
			});
		await record(folder, [waiting("pi"), waiting("jetson")]);
		assert.is(asked, 2);
	});
});

test("a device that is not reached fails its own cells, and a resumed run measures them once it is", async () => {
	await withFolder(async (folder) => {
		const first = await record(folder, [away("pi"), sound("jetson")]);
		const cells = (journal: Journal) =>
			summarize(journal.entries).cells.map(({ status, reason }) => [
				status,
				reason,
			]);
		assert.equal(cells(first), [
			["failed", "the device could not be reached: no route to host"],
			["measured", undefined],
		]);
		assert.not(
			first.entries.some(
				(entry) => entry.kind === "launch" && entry.cell.device === "pi",
			),
		);
		const second = await record(folder, [sound("pi"), sound("jetson")], first);
		assert.equal(cells(second), [
			["measured", undefined],
			["measured", undefined],
		]);
	});
});

test("a board that throttles in the middle of a launch is let cool down and measured again", async () => {
	await withFolder(async (folder) => {
		const flags = join(folder, FLAGS);
		const sensor = join(folder, "sys/class/thermal/thermal_zone0/temp");
		for (const [path, value] of [
			[flags, "0"],
			[sensor, "41000"],
		] as const) {
			await mkdir(dirname(path), { recursive: true });
			await writeFile(path, value);
		}
		const profile = { ...LOCAL_PROFILE, root: folder };
		const board: Device = {
			...fakeDevice("pi", () => ({ status: "failed", error: "" }), profile),
			run: (job, options) => runWorker([process.execPath, HOT], job, options),
		};
		const run = fakeRun([board]);
		const place = {
			directory: folder,
			journal: join(folder, "journal.jsonl"),
			resumed: undefined,
		};
		await recordRun(
			{ suite: suiteOn(["pi"]), preset: "smoke", place },
			{ ...run, tune: false },
		);
		const { entries } = await readJournal(place.journal);
		assert.equal(
			launchesOf(entries).map(({ round, attempt, outcome }) => [
				round,
				attempt,
				isThrottled(outcome),
			]),
			[
				[0, undefined, true],
				[0, 2, false],
				[1, undefined, false],
			],
		);
		assert.equal(
			run.events.flatMap((event) =>
				event.kind === "cooling" ? event.temperatureC : [],
			),
			[74, 64, 54],
		);
		const [cell] = summarize(entries).cells;
		assert.equal([cell?.verdict, cell?.thrownAway], ["valid", 1]);
	});
});

test.run();
