import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../lib/random.ts";
import { medianInterval, resampledMedians } from "../../stats/bootstrap.ts";
import { median, sortAscending } from "../../stats/order.ts";

/** The chance of each median over every resample there is, by trying them all. */
function enumerate(values: readonly number[]): ReadonlyMap<number, number> {
	const n = values.length;
	const chances = new Map<number, number>();
	for (let code = 0; code < n ** n; code += 1) {
		const resample = Array.from(
			{ length: n },
			(_, draw) => values[Math.floor(code / n ** draw) % n] as number,
		);
		const key = median(resample);
		chances.set(key, (chances.get(key) ?? 0) + n ** -n);
	}
	return chances;
}

test("the closed form gives every resampled median its chance, as trying all resamples does (seed 5)", () => {
	const random = seededRandom(5);
	for (const count of [2, 3, 4, 5, 6]) {
		const values = Array.from({ length: count }, () =>
			Math.round(random() * 8),
		);
		const expected = enumerate(values);
		const found = new Map<number, number>();
		for (const { value, chance } of resampledMedians(sortAscending(values))) {
			found.set(value, (found.get(value) ?? 0) + chance);
		}
		for (const [value, chance] of found) {
			assert.ok(
				Math.abs(chance - (expected.get(value) ?? 0)) < 1e-12,
				`${values}: ${value} with ${chance}`,
			);
		}
	}
});

test("five launches give the interval that their order decides", () => {
	assert.equal(medianInterval([5, 1, 4, 2, 3]), { low: 1, high: 5 });
});

test("more launches of the same spread give a narrower interval", () => {
	const spread = (count: number) =>
		Array.from({ length: count }, (_, index) => index / (count - 1));
	const width = (count: number) => {
		const interval = medianInterval(spread(count));
		return interval === undefined ? Number.NaN : interval.high - interval.low;
	};
	assert.ok(
		width(10) > width(20) && width(20) > width(60) && width(60) > width(400),
	);
});

test("one launch has no interval, and equal launches one without width", () => {
	assert.is(medianInterval([3]), undefined);
	assert.equal(medianInterval([3, 3, 3, 3]), { low: 3, high: 3 });
});

test("the interval covers the median of its values in any order (seed 6)", () => {
	const random = seededRandom(6);
	for (let trial = 0; trial < 100; trial += 1) {
		const values = Array.from({ length: 2 + Math.floor(random() * 14) }, () =>
			random(),
		);
		const interval = medianInterval(values);
		assert.equal(interval, medianInterval([...values].reverse()));
		assert.ok(
			interval &&
				interval.low <= median(values) &&
				median(values) <= interval.high,
		);
	}
});

test("the interval holds the true median about as often as it says (seed 8)", () => {
	const random = seededRandom(8);
	let covered = 0;
	for (let trial = 0; trial < 400; trial += 1) {
		const interval = medianInterval(Array.from({ length: 15 }, random));
		covered += interval && interval.low <= 0.5 && 0.5 <= interval.high ? 1 : 0;
	}
	assert.ok(
		covered / 400 > 0.91 && covered / 400 < 0.985,
		`covered ${covered} of 400`,
	);
});

test.run();
