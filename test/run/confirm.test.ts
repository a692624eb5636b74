import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Device } from "../../devices/device.ts";
import type { ConfirmationEntry } from "../../history/entry.ts";
import type { Cell } from "../../plan/cell.ts";
import {
	confirmationPairs,
	type Decision,
	standingOf,
} from "../../plan/confirmation.ts";
import { LOCAL_PROFILE } from "../../plan/device-profile.ts";
import type { Outcome } from "../../plan/outcome.ts";
import {
	type ConfirmContext,
	type ConfirmRequest,
	confirmSuspects,
	type Suspect,
} from "../../run/confirm.ts";
import { suiteOf } from "../support/entries.ts";

const SUITE = suiteOf({
	name: "night",
	models: [{ name: "a", file: "a.tflite" }],
	variants: ["as-is"],
	delegates: ["builtin"],
	threads: [1, 2, 3],
});

const MEASURED: Outcome = {
	status: "measured",
	measurement: { kind: "facts", environment: {} },
};
const CRASHED: Outcome = {
	status: "crashed",
	signal: "SIGSEGV",
	exitCode: null,
	detail: "",
};

function suspect(threads: number): Suspect {
	const cell: Cell = {
		model: "a",
		variant: "as-is",
		delegate: "builtin",
		threads,
		device: "local",
	};
	const side = (name: string) => ({
		artifact: {
			path: `/${name}`,
			sha256: name,
			sizeBytes: 1,
			gzipBytes: 1,
			weights: "brought" as const,
		},
		graph: { inputs: [], outputs: [] },
	});
	return {
		cell,
		sha256: { baseline: "old", current: "new" },
		artifacts: { baseline: side("old"), current: side("new") },
	};
}

const SUSPECTS = [suspect(1), suspect(2), suspect(3)];

const afterPairs =
	(pairs: number, decision: Decision) =>
	(_: unknown, done: readonly unknown[]): Decision =>
		done.length >= pairs ? decision : "continue";

type Bench = ConfirmContext & {
	readonly entries: ConfirmationEntry[];
	readonly launched: string[];
};

/** A machine that touches nothing: every job is answered by `answer`, which is told the file and the launch's number. */
function bench(answer: (path: string, launch: number) => Outcome): Bench {
	const entries: ConfirmationEntry[] = [];
	const launched: string[] = [];
	const device: Device = {
		name: "local",
		profile: LOCAL_PROFILE,
		argvOf: () => [],
		run: async (job) => {
			const path = job.kind === "cell" ? job.modelPath : "";
			launched.push(job.kind === "cell" ? `${job.threads} ${path}` : job.kind);
			return answer(path, launched.length);
		},
	};
	return {
		entries,
		launched,
		append: (entry) => entries.push(entry),
		devices: new Map([["local", device]]),
		now: () => new Date(0),
		wait: async () => {},
		tell: () => {},
		signal: new AbortController().signal,
	};
}

const request = (overrides: Partial<ConfirmRequest> = {}): ConfirmRequest => ({
	suite: SUITE,
	preset: "smoke",
	suspects: SUSPECTS,
	before: [],
	decide: afterPairs(4, "refuted"),
	...overrides,
});

const idsOf = (entries: readonly ConfirmationEntry[]) =>
	entries
		.map(({ cell, side, round }) => `${cell.threads} ${side} ${round}`)
		.toSorted();

test("each round measures both files of every open cell, one right after the other", async () => {
	const night = bench(() => MEASURED);
	await confirmSuspects(request(), night);
	assert.is(night.launched.length, 4 * 3 * 2);
	for (let launch = 0; launch < night.launched.length; launch += 2) {
		const [first = "", second = ""] = night.launched.slice(launch, launch + 2);
		assert.is(first[0], second[0]);
		assert.is.not(first, second);
	}
});

test("neither the order of the cells nor that of the sides is always the same", async () => {
	const night = bench(() => MEASURED);
	await confirmSuspects(request({ decide: afterPairs(12, "refuted") }), night);
	const firsts = night.launched.filter((_, index) => index % 2 === 0);
	assert.ok(new Set(firsts.map((text) => text.slice(2))).size === 2);
	const cellOrders = Array.from({ length: 12 }, (_, round) =>
		firsts
			.slice(round * 3, round * 3 + 3)
			.map((text) => text[0])
			.join(""),
	);
	assert.ok(new Set(cellOrders).size > 2, cellOrders.join(" "));
});

test("a decided cell is not measured again while the others go on", async () => {
	const night = bench(() => MEASURED);
	const decide: ConfirmRequest["decide"] = ({ cell }, pairs) =>
		pairs.length >= cell.threads * 2 ? "confirmed" : "continue";
	await confirmSuspects(request({ decide }), night);
	const pairs = SUSPECTS.map(
		(each) => confirmationPairs(each, night.entries).length,
	);
	assert.equal(pairs, [2, 4, 6]);
});

test("a confirmation that was cut after any launch goes on to the same set of launches", async () => {
	const whole = bench(() => MEASURED);
	await confirmSuspects(request(), whole);
	for (let cut = 0; cut <= whole.entries.length; cut += 1) {
		const before = whole.entries.slice(0, cut);
		const rest = bench(() => MEASURED);
		await confirmSuspects(request({ before }), rest);
		assert.equal(
			idsOf([...before, ...rest.entries]),
			idsOf(whole.entries),
			`cut after ${cut}`,
		);
	}
});

test("launches on other files say nothing of these", async () => {
	const whole = bench(() => MEASURED);
	await confirmSuspects(request(), whole);
	const before = whole.entries.map((entry) => ({
		...entry,
		sha256: { ...entry.sha256, baseline: "older" },
	}));
	const again = bench(() => MEASURED);
	await confirmSuspects(request({ before }), again);
	assert.is(again.launched.length, whole.launched.length);
});

test("a round in which one side failed makes no pair, and the next round is measured instead", async () => {
	const night = bench((_, launch) => (launch === 1 ? CRASHED : MEASURED));
	const [only = suspect(1)] = SUSPECTS;
	await confirmSuspects(request({ suspects: [only] }), night);
	assert.is(night.launched.length, 5 * 2);
	assert.equal(
		confirmationPairs(only, night.entries).map(
			({ baseline }) => baseline.round,
		),
		[1, 2, 3, 4],
	);
});

test("a side that keeps failing gives the confirmation up, with the reason", async () => {
	const night = bench((path) => (path === "/old" ? CRASHED : MEASURED));
	const [only = suspect(1)] = SUSPECTS;
	await confirmSuspects(request({ suspects: [only] }), night);
	assert.is(night.launched.length, 3 * 2);
	assert.equal(
		standingOf(only, night.entries, () => "continue"),
		{
			status: "given-up",
			reason:
				"the baseline's file could not be measured again: crashed with SIGSEGV",
		},
	);
});

test("an interruption rejects with its reason and keeps what was measured", async () => {
	const controller = new AbortController();
	const night = bench((_, launch) => {
		if (launch === 5) {
			controller.abort(new Error("enough"));
		}
		return MEASURED;
	});
	try {
		await confirmSuspects(request(), {
			...night,
			signal: controller.signal,
		});
		assert.unreachable("it was interrupted");
	} catch (error) {
		assert.is((error as Error).message, "enough");
	}
	assert.is(night.entries.length, 5);
});

test.run();
