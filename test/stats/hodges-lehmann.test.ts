import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../lib/random.ts";
import { middleOf, shiftBetween } from "../../stats/hodges-lehmann.ts";

test("the shift is the median of all differences", () => {
	assert.is(shiftBetween([1, 2, 3], [11, 13, 15]).value, 11);
	assert.is(shiftBetween([1, 2], [3]).value, 1.5);
});

test("the middle is the median of the means of all pairs, each value with itself too", () => {
	// 1, 1.5, 2, 5.5, 6, 10
	assert.is(middleOf([1, 2, 10]).value, 3.75);
});

test("the published depth of the intervals holds: the third of 25 at 5 and 5, the ninth of 55 at 10, for 0.95", () => {
	const five = [0, 1, 2, 3, 4];
	const far = five.map((value) => value * 10 + 100);
	const differences = far
		.flatMap((late) => five.map((early) => late - early))
		.sort((a, b) => a - b);
	assert.equal(shiftBetween(five, far).interval, {
		low: differences[2],
		high: differences[22],
	});
	const ten = Array.from({ length: 10 }, (_, i) => 2 ** i);
	const averages = ten
		.flatMap((left, i) => ten.slice(i).map((right) => (left + right) / 2))
		.sort((a, b) => a - b);
	assert.equal(middleOf(ten).interval, {
		low: averages[8],
		high: averages[46],
	});
});

test("too few values have no interval", () => {
	assert.is(shiftBetween([1, 2], [3, 4]).interval, undefined);
	assert.is(middleOf([1, 2, 3]).interval, undefined);
});

test("the interval holds the true shift at least as often as it says (seed 31)", () => {
	const random = seededRandom(31);
	let held = 0;
	for (let trial = 0; trial < 1000; trial += 1) {
		const first = Array.from({ length: 8 }, random);
		const second = Array.from({ length: 6 }, () => random() + 0.5);
		const { interval } = shiftBetween(first, second);
		held += interval && interval.low <= 0.5 && 0.5 <= interval.high ? 1 : 0;
	}
	assert.ok(held >= 935, `held ${held} of 1000`);
});

test.run();
