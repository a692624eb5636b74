import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Entry, LaunchEntry } from "../../history/entry.ts";
import { permutation, seededRandom } from "../../lib/random.ts";
import type { Outcome } from "../../plan/outcome.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import { referenceOf, summarize } from "../../reports/summary.ts";
import {
	artifactEntry,
	FINISHED,
	latencyOutcome,
	launchEntry,
	runEntry,
	suiteOf,
	timeAt,
} from "../support/entries.ts";
import { journalOf, MNIST_SUITE } from "../support/examples.ts";

const ONE_CELL: SuiteDeclaration = {
	name: "one",
	models: ["net"],
	variants: ["float32"],
	delegates: ["builtin"],
	preset: "smoke",
};

const CRASH: Outcome = {
	status: "crashed",
	signal: "SIGSEGV",
	exitCode: null,
	detail: "",
};

test("the cells come in the order of the suite's grid, whatever the order of the launches", () => {
	assert.equal(
		summarize(journalOf(MNIST_SUITE)).cells.map(({ id }) => id),
		["float32", "float16"].flatMap((variant) =>
			["builtin-t1", "builtin-t2", "xnnpack-t1", "xnnpack-t2"].map(
				(rest) => `mnist-cnn/${variant}/${rest}@local`,
			),
		),
	);
});

test("a limit to the samples is said where it had an effect", () => {
	const notesWith = (samples: number) =>
		summarize(
			journalOf({ ...MNIST_SUITE, dataset: { name: "mnist", samples } }),
		).notes;
	assert.equal(notesWith(1000), [
		"The suite limits the accuracy passes to 1,000 samples of the dataset, spread evenly over it.",
	]);
	assert.equal(notesWith(20_000), []);
});

test("the order of launches in the journal does not change the summary (seed 21)", () => {
	const [run, ...rest] = journalOf(MNIST_SUITE) as [Entry, ...Entry[]];
	const launches = rest.filter((entry) => entry.kind === "launch");
	const others = rest.filter((entry) => entry.kind !== "launch");
	const expected = JSON.stringify(summarize([run, ...rest]));
	const random = seededRandom(21);
	for (let trial = 0; trial < 5; trial += 1) {
		const shuffled = [...permutation(launches.length, random)].map(
			(index) => launches[index] as LaunchEntry,
		);
		assert.is(
			JSON.stringify(
				summarize([
					run,
					...others.slice(0, 2),
					...shuffled,
					...others.slice(2),
				]),
			),
			expected,
		);
	}
});

test("launches with the same time stamp still have one order", () => {
	const cell = {
		model: "net",
		variant: "float32",
		delegate: "builtin",
		threads: 1,
		device: "local",
	} as const;
	const launches = [0.1, 0.11, 0.12].map((medianMs, seed) =>
		launchEntry(cell, {
			task: "latency",
			round: 0,
			outcome: latencyOutcome({ medianMs, seed }),
		}),
	);
	const head = [runEntry(suiteOf(ONE_CELL)), artifactEntry("net", "float32")];
	assert.equal(
		summarize([...head, ...launches, FINISHED]),
		summarize([...head, ...launches.toReversed(), FINISHED]),
	);
});

test("the reference is the declared variant, else float32, else as-is", () => {
	const suite = (declaration: Partial<SuiteDeclaration>) =>
		suiteOf({
			...ONE_CELL,
			models: [{ name: "net", file: "net.tflite" }],
			...declaration,
		});
	assert.is(
		referenceOf(suite({ variants: ["float16", "float32"] })),
		"float32",
	);
	assert.is(
		referenceOf(
			suite({ variants: ["float16", "float32"], reference: "float16" }),
		),
		"float16",
	);
	assert.is(referenceOf(suite({ variants: ["float16", "as-is"] })), "as-is");
	assert.is(referenceOf(suite({ variants: ["float16"] })), "float16");
});

test("a journal without an end is told to be unfinished, and its missing cells are not run", () => {
	const entries = journalOf(MNIST_SUITE).filter(
		(entry) =>
			entry.kind !== "finished" &&
			!(entry.kind === "launch" && entry.cell.threads === 2),
	);
	const summary = summarize(entries);
	assert.equal(summary.notes, [
		"This run is unfinished: its journal has no end. Continue it with --resume.",
	]);
	assert.equal(
		summary.cells.map(({ status }) => status),
		[
			"measured",
			"not-run",
			"measured",
			"not-run",
			"measured",
			"not-run",
			"measured",
			"not-run",
		],
	);
	assert.equal(
		[summary.cells[1]?.verdict, summary.cells[1]?.reason],
		["invalid: not-run", "the run ended before a launch of this cell"],
	);
});

test("a journal of the first line alone gives every cell as not run", () => {
	const summary = summarize([runEntry(suiteOf(MNIST_SUITE))]);
	assert.ok(
		summary.cells.every(
			({ status, reason }) =>
				status === "not-run" &&
				reason === "the run ended before the artifact was built",
		),
	);
});

test("launches before and after a resume all count", () => {
	const cell = {
		model: "net",
		variant: "float32",
		delegate: "builtin",
		threads: 1,
		device: "local",
	} as const;
	const launch = (round: number, seconds: number) =>
		launchEntry(
			cell,
			{
				task: "latency",
				round,
				outcome: latencyOutcome({ medianMs: 0.1, seed: seconds }),
			},
			seconds,
		);
	const summary = summarize([
		runEntry(suiteOf(ONE_CELL)),
		artifactEntry("net", "float32"),
		launch(0, 3),
		{ kind: "resumed", at: timeAt(60), tornBytes: 17 },
		launch(0, 61),
		launch(1, 62),
		FINISHED,
	]);
	assert.equal(
		[summary.cells[0]?.latency?.launches.length, summary.cells[0]?.verdict],
		[3, "valid"],
	);
	assert.equal(summary.notes, [
		"A kill tore 17 bytes off the journal's end; that launch was measured again.",
	]);
	assert.equal(summary.resumedAt, [timeAt(60)]);
});

test("launches of cells outside the grid are left out, and that is told", () => {
	const entries = journalOf(ONE_CELL);
	const stray = launchEntry(
		{
			model: "other",
			variant: "float32",
			delegate: "builtin",
			threads: 1,
			device: "local",
		},
		{ task: "latency", round: 0, outcome: CRASH },
	);
	const summary = summarize([...entries.slice(0, -1), stray, FINISHED]);
	assert.is(summary.cells.length, 1);
	assert.equal(summary.notes, [
		"Launches of cells outside the suite's grid are left out: 1.",
	]);
});

test("entries that do not begin with a run are refused with the way out", () => {
	assert.throws(
		() => summarize([]),
		/begins with nothing; expected one of kind "run"/,
	);
	assert.throws(() => summarize([FINISHED]), /an entry of kind "finished"/);
});

test.run();
