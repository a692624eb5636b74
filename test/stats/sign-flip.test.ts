import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../lib/random.ts";
import { signFlipGreater } from "../../stats/sign-flip.ts";
import { chanceAtLeast, subsetSumChances } from "../../stats/subset-sums.ts";

test("differences that all lie above 0 have the chance of one sign pattern among all", () => {
	assert.is(signFlipGreater([1, 2, 3, 4, 5]), 1 / 32);
	assert.is(signFlipGreater([-1, -2, -3, -4, -5]), 1);
});

test("differences of 0 count for nothing", () => {
	assert.is(signFlipGreater([0, 1, 0, 2, 3]), signFlipGreater([1, 2, 3]));
	assert.is(signFlipGreater([0, 0]), 1);
	assert.is(signFlipGreater([]), 1);
});

test("a wild difference to the other side costs little", () => {
	const calm = [0.03, 0.031, 0.029, 0.03, 0.032, 0.028, 0.03, 0.031];
	assert.ok(signFlipGreater([...calm, -0.9]) < 2 * signFlipGreater(calm));
});

test("where only the signs are random, a chance of at most p comes no more often than p (seed 21)", () => {
	const random = seededRandom(21);
	const trials = 4000;
	const chances = Array.from({ length: trials }, () =>
		signFlipGreater(
			Array.from({ length: 12 }, () => {
				// Cauchy noise, whose mean does not even exist.
				return Math.tan(Math.PI * (random() - 0.5));
			}),
		),
	);
	for (const level of [0.01, 0.05, 0.2]) {
		const share = chances.filter((chance) => chance <= level).length / trials;
		const error = 3 * Math.sqrt((level * (1 - level)) / trials);
		assert.ok(share <= level + error, `${share} at ${level}`);
	}
});

test("the sums of subsets are counted as trying every subset counts them", () => {
	const items = [1, 2, 2, 5];
	const sums = Array.from({ length: 16 }, (_, mask) =>
		items.reduce((sum, item, i) => sum + ((mask >> i) & 1) * item, 0),
	);
	const chances = subsetSumChances(items);
	for (let least = 0; least <= 10; least += 1) {
		const asLarge = sums.filter((sum) => sum >= least).length / 16;
		assert.is(chanceAtLeast(chances, least), asLarge);
	}
});

test.run();
