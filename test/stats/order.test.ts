import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../lib/random.ts";
import {
	median,
	medianAbsoluteDeviation,
	quantile,
	sortAscending,
} from "../../stats/order.ts";

test("quantiles are those of definition 7, as R and NumPy give them", () => {
	const values = [9, 1, 4, 16, 25];
	assert.equal(
		[0, 0.1, 0.25, 0.5, 0.9, 1].map((fraction) => quantile(values, fraction)),
		[1, 2.2, 4, 9, 21.4, 25],
	);
});

test("the median of an even count is the mean of the two middle values", () => {
	assert.is(median([4, 1, 3, 2]), 2.5);
});

test("the median absolute deviation ignores one wild value", () => {
	assert.is(medianAbsoluteDeviation([1, 2, 3, 4, 1000]), 1);
});

test("no values, a fraction out of range and a value that is not a number are refused", () => {
	assert.throws(() => median([]), /found 0 and 0.5/);
	assert.throws(() => quantile([1], 1.5), /found 1 and 1.5/);
	assert.throws(() => sortAscending([1, Number.NaN]), /not a number/);
});

test("a quantile lies between the extremes, never falls, and shifts and scales with its values (seed 11)", () => {
	const random = seededRandom(11);
	for (let trial = 0; trial < 200; trial += 1) {
		const values = Array.from(
			{ length: 1 + Math.floor(random() * 30) },
			() => random() * 100 - 50,
		);
		const [low, high] = [random(), random()].sort(
			(left, right) => left - right,
		) as [number, number];
		assert.ok(quantile(values, low) <= quantile(values, high) + 1e-12);
		assert.ok(
			quantile(values, low) >= Math.min(...values) &&
				quantile(values, high) <= Math.max(...values),
		);
		const moved = quantile(
			values.map((value) => 3 * value + 7),
			low,
		);
		assert.ok(Math.abs(moved - (3 * quantile(values, low) + 7)) < 1e-9);
	}
});

test.run();
