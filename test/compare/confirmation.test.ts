import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	type Decision,
	decideConfirmation,
	type LaunchPair,
	MOST_ROUNDS,
	type Suspicion,
} from "../../compare/confirmation.ts";
import { RULES } from "../../compare/rules.ts";
import { type Random, seededRandom } from "../../lib/random.ts";
import { launchOf } from "./runs.ts";

const QUESTION = { metric: "latency", budget: 0.01 } as const;

/** Pairs whose current launch takes `factor` times as long, under noise that now and then is wild. */
function pairs(
	count: number,
	factor: number,
	random: Random,
): readonly LaunchPair[] {
	const noisy = (ms: number) => {
		const usual = 1 + 0.02 * (random() + random() - 1);
		return launchOf(ms * (random() < 0.1 ? 1 + 0.8 * random() : usual));
	};
	return Array.from({ length: count }, () => ({
		baseline: noisy(1),
		current: noisy(factor),
	}));
}

/** What is decided in the end, and after how many rounds. */
function decide(
	all: readonly LaunchPair[],
	question: Pick<Suspicion, "metric" | "budget"> = QUESTION,
) {
	for (let rounds = 0; rounds <= all.length; rounds += 1) {
		const decision = decideConfirmation(all.slice(0, rounds), question);
		if (decision !== "continue") {
			return { decision, rounds };
		}
	}
	return { decision: "continue" as Decision, rounds: all.length };
}

test("the shares of the looks are the whole budget, and the looks come in their order", () => {
	const { looks } = RULES.confirmation;
	const sum = looks.reduce((total, { share }) => total + share, 0);
	assert.ok(Math.abs(sum - 1) < 1e-12, String(sum));
	const rounds = looks.map(({ rounds }) => rounds);
	assert.equal(
		rounds,
		rounds.toSorted((a, b) => a - b),
	);
});

test("a slower and a faster file are confirmed after few rounds", () => {
	for (const factor of [1.1, 0.9]) {
		const { decision, rounds } = decide(pairs(60, factor, seededRandom(51)));
		assert.is(decision, "confirmed");
		assert.ok(rounds <= 20, `${rounds} rounds`);
	}
});

test("the same speed is refuted after few rounds", () => {
	const { decision, rounds } = decide(pairs(60, 1, seededRandom(52)));
	assert.is(decision, "refuted");
	assert.ok(rounds <= 20, `${rounds} rounds`);
});

test("a change too small to matter is not confirmed though it is certain", () => {
	const random = seededRandom(53);
	const all = Array.from({ length: MOST_ROUNDS }, () => ({
		baseline: launchOf(1 + 0.0001 * random()),
		current: launchOf(1.007 + 0.0001 * random()),
	}));
	assert.is(decide(all).decision, "refuted");
});

test("it ends after the last look, whatever the launches are", () => {
	const random = seededRandom(54);
	const wild = Array.from({ length: MOST_ROUNDS }, () => ({
		baseline: launchOf(random()),
		current: launchOf(random()),
	}));
	assert.is.not(decide(wild).decision, "continue");
	const timeless = wild.map(() => ({
		baseline: launchOf(0),
		current: launchOf(0),
	}));
	assert.is(decide(timeless).decision, "refuted");
});

test("rounds after the decision do not change it", () => {
	const all = pairs(60, 1.1, seededRandom(55));
	const { decision } = decide(all);
	assert.is(decideConfirmation(all, QUESTION), decision);
});

test("files of equal speed are confirmed no more often than the budget says (seed 56)", () => {
	const random = seededRandom(56);
	const budget = 0.2;
	// Noise alone, without the margin of a minimum effect, would be the hardest; so the change is the margin itself.
	const factor = 1 + RULES.confirmation.surelyAbove;
	const trials = 300;
	let confirmed = 0;
	for (let trial = 0; trial < trials; trial += 1) {
		const all = pairs(MOST_ROUNDS, factor, random);
		const end = decide(all, { ...QUESTION, budget });
		confirmed += end.decision === "confirmed" ? 1 : 0;
	}
	const error = 3 * Math.sqrt((budget * (1 - budget)) / trials);
	assert.ok(
		confirmed / trials <= budget + error,
		`confirmed ${confirmed} of ${trials}`,
	);
});

test.run();
