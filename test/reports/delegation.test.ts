import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Outcome } from "../../plan/outcome.ts";
import { summarize } from "../../reports/summary.ts";
import {
	artifactEntry,
	FINISHED,
	latencyOutcome,
	launchEntry,
	runEntry,
	suiteOf,
} from "../support/entries.ts";

type Told = {
	readonly coverage?: {
		readonly operators: number;
		readonly delegated: number;
		readonly partitions: number;
	};
	readonly fullyDelegated?: boolean;
};

/** The verdict on a cell of a delegate that told that much, in a suite that requires all of the graph or does not. */
function verdictOf(told: Told, requireFullDelegation: boolean) {
	const suite = suiteOf({
		name: "delegation",
		models: ["mnist-cnn"],
		variants: ["float32"],
		delegates: ["xnnpack"],
		preset: "smoke",
		requireFullDelegation,
	});
	const cell = {
		model: "mnist-cnn",
		variant: "float32",
		delegate: "xnnpack",
		threads: 1,
		device: "local",
	} as const;
	const launches = [0, 1].map((round) =>
		launchEntry(cell, { task: "latency", round, outcome: outcomeOf(told) }),
	);
	const [summary] = summarize([
		runEntry(suite),
		artifactEntry("mnist-cnn", "float32"),
		...launches,
		FINISHED,
	]).cells;
	return { verdict: summary?.verdict, reason: summary?.reason };
}

function outcomeOf(told: Told): Outcome {
	const outcome = latencyOutcome({ medianMs: 1 });
	if (outcome.status !== "measured" || outcome.measurement.kind !== "latency") {
		throw new Error("a latency launch was expected");
	}
	return {
		status: "measured",
		measurement: { ...outcome.measurement, ...told },
	};
}

const PARTLY = { coverage: { operators: 68, delegated: 64, partitions: 1 } };

test("a partial delegation is invalid where the suite requires all of the graph, with both counts", () => {
	assert.equal(verdictOf(PARTLY, true), {
		verdict: "invalid: partly delegated",
		reason:
			"the delegate took 64 of 68 operators, and the suite requires all of them",
	});
	assert.is(
		verdictOf({ fullyDelegated: false }, true).verdict,
		"invalid: partly delegated",
	);
});

test("a partial delegation is fine where the suite does not ask", () => {
	assert.is(verdictOf(PARTLY, false).verdict, "valid");
});

test("a whole delegation is fine, and a delegate that does not tell is not judged", () => {
	const whole = { operators: 68, delegated: 68, partitions: 1 };
	assert.is(verdictOf({ coverage: whole }, true).verdict, "valid");
	assert.is(verdictOf({ fullyDelegated: true }, true).verdict, "valid");
	assert.is(verdictOf({}, true).verdict, "valid");
});

test.run();
