import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../lib/random.ts";
import { mannWhitney } from "../../stats/mann-whitney.ts";
import { midranks } from "../../stats/ranks.ts";

const near = (found: number, expected: number, within = 1e-12) =>
	assert.ok(Math.abs(found - expected) <= within, `${found}, not ${expected}`);

/** The chance of a rank sum at least as large, by trying every way to choose the second sample. */
function enumerate(
	first: readonly number[],
	second: readonly number[],
): number {
	const ranks = midranks([...first, ...second]);
	const observed = ranks
		.slice(first.length)
		.reduce((sum, rank) => sum + rank, 0);
	let [ways, asLarge] = [0, 0];
	for (let mask = 0; mask < 2 ** ranks.length; mask += 1) {
		const chosen = ranks.filter((_, index) => (mask >> index) & 1);
		if (chosen.length === second.length) {
			ways += 1;
			const sum = chosen.reduce((total, rank) => total + rank, 0);
			asLarge += sum >= observed - 1e-9 ? 1 : 0;
		}
	}
	return asLarge / ways;
}

test("wholly parted samples have the chance of one order among all", () => {
	const { greater, less, twoSided } = mannWhitney([1, 2, 3], [4, 5, 6, 7]);
	near(greater, 1 / 35);
	near(less, 1);
	near(twoSided, 2 / 35);
});

test("the critical values of the published tables hold: U = 2 at 5 and 5, U = 23 at 10 and 10, for 0.05 on both sides", () => {
	// Mann and Whitney's tables: the largest U whose two-sided chance is at most 0.05.
	const chanceOf = (count: number, u: number) => {
		// The second sample exceeds the first but for u inversions, all of its smallest value.
		const first = Array.from({ length: count }, (_, i) => i);
		const second = Array.from({ length: count }, (_, i) => count + i);
		let left = u;
		for (let index = 0; left > 0; index += 1) {
			const moved = Math.min(left, count);
			second[index] = count - moved - 0.5 + index / 100;
			left -= moved;
		}
		return mannWhitney(first, second).twoSided;
	};
	assert.ok(chanceOf(5, 2) <= 0.05 && chanceOf(5, 3) > 0.05);
	assert.ok(chanceOf(10, 23) <= 0.05 && chanceOf(10, 24) > 0.05);
});

test("small samples, ties among them, have the chance that trying every choice gives (seed 11)", () => {
	const random = seededRandom(11);
	const draw = (count: number) =>
		Array.from({ length: count }, () => Math.floor(random() * 6));
	for (let trial = 0; trial < 60; trial += 1) {
		const first = draw(2 + Math.floor(random() * 4));
		const second = draw(2 + Math.floor(random() * 4));
		near(mannWhitney(first, second).greater, enumerate(first, second));
		near(mannWhitney(second, first).less, enumerate(first, second));
	}
});

test("beyond sixty values the approximation joins on to the exact chance (seed 12)", () => {
	const random = seededRandom(12);
	for (const shift of [0, 0.1, 0.2]) {
		const first = Array.from({ length: 30 }, random);
		const second = Array.from({ length: 30 }, () => random() + shift);
		const exact = mannWhitney(first, second).twoSided;
		// One far value more on each side hardly moves the chance.
		const more = mannWhitney([...first, -9], [...second, -9.5]).twoSided;
		assert.ok(Math.abs(exact - more) < 0.06, `${exact} and ${more}`);
	}
});

test("an empty sample is refused", () => {
	assert.throws(() => mannWhitney([], [1]), RangeError);
});

test.run();
