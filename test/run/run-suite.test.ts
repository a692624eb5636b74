import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Device } from "../../devices/device.ts";
import type { Entry } from "../../history/entry.ts";
import { UserError } from "../../lib/errors.ts";
import type { BuildResult } from "../../models/variants/build.ts";
import type { Artifact } from "../../plan/artifact.ts";
import { cellId } from "../../plan/cell.ts";
import { LOCAL_PROFILE } from "../../plan/device-profile.ts";
import type { Outcome } from "../../plan/outcome.ts";
import { parseSuite } from "../../plan/suite.ts";
import type { RunEvent } from "../../run/progress.ts";
import { type RunContext, runSuite } from "../../run/run-suite.ts";

const suite = parseSuite(
	{
		name: "fake",
		models: [
			{ name: "a", file: "a.tflite" },
			{ name: "b", file: "b.tflite" },
		],
		variants: ["as-is", "float16"],
		delegates: ["builtin"],
		threads: [1, 2],
	},
	{ file: "fake.suite.ts", directory: "/" },
);

const ARTIFACT: Artifact = {
	path: "/a",
	sha256: "a".repeat(64),
	sizeBytes: 1,
	gzipBytes: 1,
	weights: "brought",
};
const BUILT: BuildResult = {
	build: { status: "built", artifact: ARTIFACT },
	graph: { inputs: [], outputs: [] },
};
const REFUSED: BuildResult = {
	build: { status: "unsupported", reason: "quantized already" },
	graph: undefined,
};
const MEASURED: Outcome = {
	status: "measured",
	measurement: { kind: "facts", environment: {} },
};

type Bench = RunContext & {
	readonly entries: Entry[];
	readonly events: RunEvent[];
	readonly launched: string[];
};

/** A run that touches nothing: every job is answered by `answer`. */
function bench(
	answer: (launch: number) => Outcome,
	overrides: Partial<RunContext> = {},
): Bench {
	const entries: Entry[] = [];
	const events: RunEvent[] = [];
	const launched: string[] = [];
	const device: Device = {
		name: "local",
		profile: LOCAL_PROFILE,
		argvOf: () => [],
		run: async (job) => {
			launched.push(
				job.kind === "cell"
					? `${job.delegate}-t${job.threads} ${job.task.kind}`
					: job.kind,
			);
			return answer(launched.length);
		},
	};
	return {
		entries,
		events,
		launched,
		append: (entry) => entries.push(entry),
		build: async (model, variant) =>
			model.name === "b" && variant === "float16" ? REFUSED : BUILT,
		devices: new Map([["local", device]]),
		now: () => new Date(0),
		wait: async () => {},
		tell: (event) => events.push(event),
		signal: new AbortController().signal,
		...overrides,
	};
}

const launchesOf = (entries: readonly Entry[]) =>
	entries.filter((entry) => entry.kind === "launch");

test("a run appends its builds, then every launch, then that it finished", async () => {
	const run = bench(() => MEASURED);
	await runSuite({ suite, preset: "smoke", before: [] }, run);
	assert.equal(
		run.entries.map(({ kind }) => kind),
		[...Array(4).fill("artifact"), ...Array(12).fill("launch"), "finished"],
	);
});

test("a variant that cannot be made is an entry with its reason, and its cells are not launched", async () => {
	const run = bench(() => MEASURED);
	await runSuite({ suite, preset: "smoke", before: [] }, run);
	const refused = run.entries.find(
		(entry) =>
			entry.kind === "artifact" && entry.build.status === "unsupported",
	);
	assert.equal(refused, {
		kind: "artifact",
		at: "1970-01-01T00:00:00.000Z",
		model: "b",
		variant: "float16",
		build: REFUSED.build,
	});
	assert.not(
		launchesOf(run.entries).some(
			({ cell }) => cell.model === "b" && cell.variant === "float16",
		),
	);
});

test("a run that was cut after any entry goes on to the same set of launches", async () => {
	const whole = bench(() => MEASURED);
	await runSuite({ suite, preset: "smoke", before: [] }, whole);
	const ids = (entries: readonly Entry[]) =>
		launchesOf(entries).map(
			({ cell, task, round }) => `${cellId(cell)} ${task} ${round}`,
		);
	for (let cut = 0; cut < whole.entries.length; cut += 1) {
		const before = whole.entries.slice(0, cut);
		const rest = bench(() => MEASURED);
		await runSuite({ suite, preset: "smoke", before }, rest);
		assert.equal(ids([...before, ...rest.entries]), ids(whole.entries));
	}
});

test("a resumed run does not record its builds again", async () => {
	const whole = bench(() => MEASURED);
	await runSuite({ suite, preset: "smoke", before: [] }, whole);
	const rest = bench(() => MEASURED);
	await runSuite(
		{ suite, preset: "smoke", before: whole.entries.slice(0, 6) },
		rest,
	);
	assert.not(rest.entries.some(({ kind }) => kind === "artifact"));
});

test("a run is not resumed with another file", async () => {
	const whole = bench(() => MEASURED);
	await runSuite({ suite, preset: "smoke", before: [] }, whole);
	const other = {
		build: {
			status: "built",
			artifact: { ...ARTIFACT, sha256: "b".repeat(64) },
		},
		graph: BUILT.graph,
	} as const;
	const rest = bench(() => MEASURED, { build: async () => other });
	try {
		await runSuite(
			{ suite, preset: "smoke", before: whole.entries.slice(0, 6) },
			rest,
		);
		assert.unreachable("the file has changed");
	} catch (error) {
		assert.instance(error, UserError);
		assert.match(
			(error as Error).message,
			/^a\/as-is: this run began with another file \(aaaaaaaaaaaa, now bbbbbbbbbbbb\)/,
		);
	}
});

test("a cell that fails costs its own launches and nothing else", async () => {
	const run = bench((launch) =>
		launch === 1
			? { status: "crashed", signal: "SIGSEGV", exitCode: null, detail: "" }
			: MEASURED,
	);
	await runSuite({ suite, preset: "smoke", before: [] }, run);
	const statuses = launchesOf(run.entries).map(({ outcome }) => outcome.status);
	assert.equal(statuses, ["crashed", ...Array(11).fill("measured")]);
});

test("an interruption rejects with its reason and keeps what was measured", async () => {
	const controller = new AbortController();
	const run = bench(
		(launch) => {
			if (launch === 3) {
				controller.abort(new Error("enough"));
			}
			return MEASURED;
		},
		{ signal: controller.signal },
	);
	try {
		await runSuite({ suite, preset: "smoke", before: [] }, run);
		assert.unreachable("it was interrupted");
	} catch (error) {
		assert.is((error as Error).message, "enough");
	}
	assert.is(launchesOf(run.entries).length, 3);
});

test("nothing is told between the start of a launch and its end", async () => {
	const told: string[] = [];
	const run = bench(
		() => {
			told.push("run");
			return MEASURED;
		},
		{ tell: ({ kind }) => told.push(kind) },
	);
	await runSuite({ suite, preset: "smoke", before: [] }, run);
	assert.match(told.join(" "), /^(built )+(launching run launched ?)+$/);
});

test.run();
