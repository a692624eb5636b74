import { test } from "uvu";
import * as assert from "uvu/assert";
import { permutation, seededRandom } from "../../lib/random.ts";

test("the same seed gives the same numbers, another seed others", () => {
	const draw = (seed: number) =>
		Array.from({ length: 5 }, seededRandom(seed)).map((x) => x * 2 ** 32);
	assert.equal(draw(1), draw(1));
	assert.is.not(draw(1)[0], draw(2)[0]);
});

test("numbers lie in [0, 1) and fill ten bins evenly", () => {
	const random = seededRandom(7);
	const bins = new Array<number>(10).fill(0);
	for (let i = 0; i < 100_000; i++) {
		const value = random();
		assert.ok(value >= 0 && value < 1);
		const bin = Math.floor(value * 10);
		bins[bin] = (bins[bin] ?? 0) + 1;
	}
	// Five standard deviations of a binomial with n = 100,000 and p = 0.1.
	assert.ok(bins.every((count) => Math.abs(count - 10_000) < 475));
});

test("a permutation holds each number once and depends on the seed", () => {
	const first = permutation(1000, seededRandom(1));
	assert.equal(
		[...first].sort((a, b) => a - b),
		Array.from({ length: 1000 }, (_, i) => i),
	);
	assert.equal(permutation(1000, seededRandom(1)), first);
	assert.not.equal(permutation(1000, seededRandom(2)), first);
	assert.equal([...permutation(0, seededRandom(1))], []);
});

test("every order of three is about equally likely", () => {
	const random = seededRandom(3);
	const counts = new Map<string, number>();
	for (let i = 0; i < 60_000; i++) {
		const order = permutation(3, random).join();
		counts.set(order, (counts.get(order) ?? 0) + 1);
	}
	assert.is(counts.size, 6);
	// Five standard deviations of a binomial with n = 60,000 and p = 1/6.
	assert.ok([...counts.values()].every((n) => Math.abs(n - 10_000) < 457));
});

test.run();
