import { test } from "uvu";
import * as assert from "uvu/assert";
import { devicesOf } from "../../history/devices.ts";
import { deviceProfileSchema } from "../../plan/device-profile.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import { toJson } from "../../reports/json.ts";
import { toMarkdown } from "../../reports/markdown.ts";
import { summarize } from "../../reports/summary.ts";
import {
	deviceEntry,
	ENVIRONMENT,
	latencyOutcome,
	timeAt,
} from "../support/entries.ts";
import { journalOf } from "../support/examples.ts";

const SUITE: SuiteDeclaration = {
	name: "two",
	models: ["net"],
	variants: ["float32"],
	delegates: ["builtin"],
	devices: ["local", "board"],
	preset: "smoke",
};

const BOARD = deviceProfileSchema.parse({
	name: "board",
	about: "Board on the desk",
	transport: { kind: "ssh", host: "board" },
	labels: { "USB version": "3.1" },
	notes: ["Runs without a fan."],
	emulator: "qemu-aarch64",
	threads: [1],
});

const board = (overrides = {}) =>
	deviceEntry("board", { profile: BOARD, ...overrides });

/** The journal of a run on both devices, with other entries for the board. */
const journal = (...boards: ReturnType<typeof board>[]) => {
	const [run, local, , ...rest] = journalOf(SUITE);
	assert.ok(run && local);
	return [run, local, ...boards, ...rest];
};

test("the last entry of a device is the present one, and all its facts are kept", () => {
	const later = { ...ENVIRONMENT, cpuModel: "Another CPU" };
	const devices = devicesOf([
		board(),
		{ kind: "resumed", at: timeAt(9), tornBytes: 0 },
		board({ environment: {}, unreachable: "no route to host" }),
		{ kind: "resumed", at: timeAt(19), tornBytes: 0 },
		board({ environment: later }),
	]);
	assert.equal(
		[...devices],
		[
			[
				"board",
				{
					profile: BOARD,
					environments: [ENVIRONMENT, later],
					unreachable: undefined,
				},
			],
		],
	);
});

test("a machine that changed spoils the cells of its own device alone", () => {
	const summary = summarize(
		journal(
			board({ profile: { ...BOARD, emulator: undefined } }),
			board({
				profile: { ...BOARD, emulator: undefined },
				environment: { ...ENVIRONMENT, cpuModel: "Another CPU" },
			}),
		),
	);
	assert.equal(
		summary.cells.map(({ verdict }) => verdict),
		["valid", "invalid: machine changed"],
	);
});

test("threads are held against the cores of the cell's own device", () => {
	const wide = journalOf(
		{ ...SUITE, threads: [4] },
		{
			latency: (_, round) => latencyOutcome({ medianMs: 1 + round }),
		},
	).filter((entry) => entry.kind !== "device");
	const [run, ...rest] = wide;
	assert.ok(run);
	const reasons = summarize([
		run,
		deviceEntry("local"),
		deviceEntry("board", { environment: { ...ENVIRONMENT, cpuCores: 4 } }),
		...rest,
	]).cells.map(({ reason }) => /threads share/.test(reason ?? ""));
	assert.equal(reasons, [true, false]);
});

test("cells of a device that was not reached have failed, with the reason", () => {
	const summary = summarize(
		journal(board({ environment: {}, unreachable: "no route to host" })).filter(
			(entry) => entry.kind !== "launch" || entry.cell.device === "local",
		),
	);
	const [local, other] = summary.cells;
	assert.equal(
		[local?.status, other?.status, other?.reason],
		["measured", "failed", "the device could not be reached: no route to host"],
	);
});

test("report.md has a section for each device, with its notes and labels", () => {
	const text = toMarkdown(summarize(journal(board())), {
		lang: "en",
		charts: [],
	});
	const section = text.slice(text.indexOf("### board"));
	assert.ok(text.includes("### local"));
	assert.match(
		section,
		/> Emulated by qemu-aarch64.*\n\n> Runs without a fan\.\n\n\| fact/,
	);
	assert.match(section, /\| about \| Board on the desk \|/);
	assert.match(section, /\| USB version \| 3\.1 \|/);
});

test("results.json lists each device with its facts", () => {
	const { run } = JSON.parse(toJson(summarize(journal(board()))));
	assert.equal(
		run.devices.map(({ name }: { name: string }) => name),
		["local", "board"],
	);
	assert.equal(run.devices[1], {
		name: "board",
		about: "Board on the desk",
		emulator: "qemu-aarch64",
		labels: { "USB version": "3.1" },
		notes: ["Runs without a fan."],
		unreachable: null,
		environments: [ENVIRONMENT],
	});
});

test.run();
