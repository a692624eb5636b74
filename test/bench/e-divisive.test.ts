import { test } from "uvu";
import * as assert from "uvu/assert";
import { eDivisive } from "../../bench/nightly/e-divisive.ts";
import { seededRandom } from "../../lib/random.ts";

function options(seed: number) {
	return {
		level: 0.01,
		permutations: 199,
		minimumSegment: 2,
		random: seededRandom(seed),
	};
}

test("a step of the level is found at its first value, and a level that stays has none (seed 71)", () => {
	const random = seededRandom(71);
	const level = (count: number, at: number) =>
		Array.from({ length: count }, () => at + random());
	assert.equal(eDivisive([...level(15, 0), ...level(12, 4)], options(1)), [15]);
	assert.equal(eDivisive(level(25, 0), options(2)), []);
});

test("a series shorter than two segments has no change", () => {
	assert.equal(eDivisive([1, 9, 9], options(3)), []);
});

test.run();
