import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	binomialAtMost,
	binomialChance,
	logChoose,
} from "../../stats/binomial.ts";

test("ways to choose are those of Pascal's triangle", () => {
	assert.equal(
		[0, 1, 2, 3, 4].map((k) => Math.round(Math.exp(logChoose(4, k)))),
		[1, 4, 6, 4, 1],
	);
});

test("the chances of all counts sum up to one", () => {
	const sum = Array.from({ length: 31 }, (_, k) =>
		binomialChance(k, 30, 0.3),
	).reduce((left, right) => left + right);
	assert.ok(Math.abs(sum - 1) < 1e-12);
});

test("the cumulative chance is the sum of the chances", () => {
	const sum = [0, 1, 2, 3]
		.map((k) => binomialChance(k, 12, 0.2))
		.reduce((left, right) => left + right);
	assert.ok(Math.abs(binomialAtMost(3, 12, 0.2) - sum) < 1e-14);
});

test("impossible and certain trials are exact", () => {
	assert.equal(
		[binomialChance(0, 5, 0), binomialChance(5, 5, 1), binomialChance(2, 5, 1)],
		[1, 1, 0],
	);
	assert.equal(
		[
			binomialAtMost(0, 5, 0),
			binomialAtMost(4, 5, 1),
			binomialAtMost(5, 5, 0.5),
		],
		[1, 0, 1],
	);
});

test("seventy thousand trials neither overflow nor vanish", () => {
	// By symmetry half of an odd number of fair trials is reached with a chance of one half.
	assert.ok(Math.abs(binomialAtMost(35_000, 70_001, 0.5) - 0.5) < 1e-9);
});

test.run();
