import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Outcome } from "../../plan/outcome.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import type { CellSummary } from "../../reports/cell-summary.ts";
import { summarize } from "../../reports/summary.ts";
import { FINISHED, runEntry, suiteOf, timeAt } from "../support/entries.ts";
import { journalOf, type RunShape } from "../support/examples.ts";

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

function only(shape: RunShape): CellSummary {
	return summarize(journalOf(ONE_CELL, shape)).cells[0] as CellSummary;
}

test("a cell that cannot be measured has the status and reason of what stopped it", () => {
	const status = (outcome: Outcome) => {
		const cell = only({ latency: () => outcome });
		return [cell.status, cell.verdict, cell.reason];
	};
	assert.equal(status(CRASH), [
		"crashed",
		"invalid: crashed",
		"2 × crashed with SIGSEGV",
	]);
	assert.equal(
		status({
			status: "crashed",
			signal: null,
			exitCode: 3,
			detail: "no output",
		}),
		["crashed", "invalid: crashed", "2 × exited with code 3 (no output)"],
	);
	assert.equal(status({ status: "timed-out", afterMs: 30_000 }), [
		"timed-out",
		"invalid: timed-out",
		"2 × timed out after 30 s",
	]);
	assert.equal(status({ status: "failed", error: "no such op" }), [
		"failed",
		"invalid: failed",
		"2 × no such op",
	]);
	assert.equal(
		status({ status: "unsupported", reason: "not on this machine" }),
		["unsupported", "invalid: unsupported", "2 × not on this machine"],
	);
});

test("of different misses the gravest gives the status", () => {
	const cell = only({
		latency: (_, round) =>
			round === 0 ? { status: "failed", error: "odd" } : CRASH,
	});
	assert.equal(
		[cell.status, cell.reason],
		["crashed", "odd; crashed with SIGSEGV"],
	);
});

test("a variant that could not be built, and one that the plan rules out, say so", () => {
	const suite = suiteOf({
		...ONE_CELL,
		variants: ["as-is", "float32", "float16"],
	});
	const summary = summarize([
		runEntry(suite),
		{
			kind: "artifact",
			at: timeAt(1),
			model: "net",
			variant: "float32",
			build: { status: "failed", error: "disk full" },
		},
		{
			kind: "artifact",
			at: timeAt(1),
			model: "net",
			variant: "float16",
			build: { status: "unsupported", reason: "already quantized" },
		},
		FINISHED,
	]);
	assert.equal(
		summary.cells.map(({ status, reason }) => [status, reason]),
		[
			[
				"unsupported",
				"the variant as-is is for .tflite files; net is a network of the zoo, so name float32 instead",
			],
			["failed", "the artifact could not be built: disk full"],
			["unsupported", "already quantized"],
		],
	);
});

test.run();
