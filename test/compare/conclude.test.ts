import { test } from "uvu";
import * as assert from "uvu/assert";
import { compareRuns } from "../../compare/compare-runs.ts";
import type { Change } from "../../compare/comparison.ts";
import {
	type Confirmation,
	conclude,
	suspicionsOf,
} from "../../compare/conclude.ts";
import type { LaunchPair, Suspicion } from "../../compare/confirmation.ts";
import { RULES } from "../../compare/rules.ts";
import { type CellOptions, idOf, launchOf, runOf } from "./runs.ts";

const SLOWER_MS = [1.1, 1.104, 1.098, 1.106, 1.102];
const A_LITTLE_MS = [1.025, 1.029, 1.023, 1.031, 1.027];

function compared(after: CellOptions) {
	return compareRuns({
		baseline: [runOf([{}])],
		current: runOf([after]),
		accepted: [],
	});
}

function pairsOf(count: number, factor: number): readonly LaunchPair[] {
	return Array.from({ length: count }, (_, round) => ({
		baseline: launchOf(1 + 0.001 * (round % 3)),
		current: launchOf(factor + 0.001 * (round % 2)),
	}));
}

/** What is said of latency after the first suspicion was measured again. */
function concluded(
	after: CellOptions,
	{ pairs, end }: Pick<Confirmation, "pairs" | "end">,
): Change | undefined {
	const comparison = compared(after);
	const [suspicion] = suspicionsOf(comparison);
	assert.ok(suspicion, "something is suspected");
	const { changes } = conclude(
		comparison,
		[{ suspicion: suspicion as Suspicion, pairs, end }],
		[{ cell: idOf(), note: "known" }],
	);
	return changes.find(({ metric }) => metric === "latency");
}

test("a confirmed suspicion is claimed with the effect of its pairs, its evidence and its note", () => {
	const change = concluded(
		{ file: "b", launchesMs: SLOWER_MS },
		{ pairs: pairsOf(10, 1.08), end: { status: "confirmed" } },
	);
	assert.is(change?.verdict, "slower");
	assert.is(change?.accepted, "known");
	assert.ok(Math.abs((change?.effect ?? 0) - 0.08) < 0.003);
	assert.is(change?.confirmation?.current.launches.length, 10);
	assert.is(change?.confirmation?.baseline.artifactSha256, "a");
});

test("what the runs alone could not tell is claimed too once it is confirmed", () => {
	const after = { file: "b", launchesMs: A_LITTLE_MS };
	const alone = compared(after).changes.find(
		({ metric }) => metric === "latency",
	);
	assert.is(alone?.verdict, "same");
	const change = concluded(after, {
		pairs: pairsOf(20, 1.025),
		end: { status: "confirmed" },
	});
	assert.is(change?.verdict, "slower");
	assert.is(change?.regression, true);
});

test("a claim of the runs that is refuted is not confirmed, and no regression", () => {
	const change = concluded(
		{ file: "b", launchesMs: SLOWER_MS },
		{ pairs: pairsOf(6, 1), end: { status: "refuted" } },
	);
	assert.is(change?.verdict, "not-confirmed");
	assert.is(change?.regression, false);
	assert.match(change?.reason ?? "", /not found again in 6 rounds/);
});

test("a mere doubt that is refuted stays the same", () => {
	const change = concluded(
		{ file: "b", launchesMs: [0.98, 1.05, 1.01, 0.99, 1.06] },
		{ pairs: pairsOf(6, 1), end: { status: "refuted" } },
	);
	assert.is(change?.verdict, "same");
});

test("a claim that could not be measured again is not confirmed, and says why", () => {
	const change = concluded(
		{ file: "b", launchesMs: SLOWER_MS },
		{
			pairs: [],
			end: { status: "given-up", reason: "the baseline's file is gone" },
		},
	);
	assert.is(change?.verdict, "not-confirmed");
	assert.match(change?.reason ?? "", /the baseline's file is gone/);
});

test("the very same file is never suspected, and a quiet cell of another file is not either", () => {
	assert.equal(suspicionsOf(compared({ launchesMs: SLOWER_MS })), []);
	assert.equal(suspicionsOf(compared({ file: "b" })), []);
});

test("all suspicions of a night share its budget", () => {
	const models = ["one", "two", "three", "four"];
	const comparison = compareRuns({
		baseline: [runOf(models.map((model) => ({ model })))],
		current: runOf(
			models.map((model) => ({ model, file: "b", launchesMs: SLOWER_MS })),
		),
		accepted: [],
	});
	const budgets = suspicionsOf(comparison).map(({ budget }) => budget);
	assert.is(budgets.length, 4);
	const sum = budgets.reduce((total, budget) => total + budget, 0);
	assert.ok(Math.abs(sum - RULES.confirmation.falseAlarmsANight) < 1e-12);
});

test.run();
