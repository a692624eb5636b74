import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../lib/random.ts";
import { mcnemarExact } from "../../stats/mcnemar.ts";

test("small tables have the p of the sign test", () => {
	// 2 * (1 + 10) / 2^10 for 1 against 9.
	assert.ok(Math.abs(mcnemarExact(1, 9) - 22 / 1024) < 1e-12);
	assert.ok(Math.abs(mcnemarExact(0, 5) - 2 / 32) < 1e-12);
});

test("no discordant pair, and an even split, speak for no difference", () => {
	assert.equal(
		[mcnemarExact(0, 0), mcnemarExact(7, 7), mcnemarExact(40_000, 40_000)],
		[1, 1, 1],
	);
});

test("counts by the ten thousand give a chance near the normal approximation", () => {
	// z = 500 / sqrt(50,000) = 2.236; two-sided p without a continuity correction is 0.0253.
	const p = mcnemarExact(24_750, 25_250);
	assert.ok(p > 0.0252 && p < 0.0258, String(p));
	assert.ok(mcnemarExact(0, 70_000) < 1e-300);
});

test("which side is which does not matter, and a more uneven split is never likelier (seed 3)", () => {
	const random = seededRandom(3);
	for (let trial = 0; trial < 200; trial += 1) {
		const total = 1 + Math.floor(random() * 500);
		const less = Math.floor((random() * total) / 2);
		assert.is(
			mcnemarExact(less, total - less),
			mcnemarExact(total - less, less),
		);
		assert.ok(
			less === 0 ||
				mcnemarExact(less - 1, total - less + 1) <=
					mcnemarExact(less, total - less),
		);
	}
});

test.run();
