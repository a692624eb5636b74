import { test } from "uvu";
import * as assert from "uvu/assert";
import { agreement, outputError } from "../../stats/agreement.ts";

test("agreement is the share of equal places", () => {
	assert.is(agreement([1, 2, 3, 4], [1, 2, 0, 4]), 0.75);
});

test("the output error is the largest and the mean absolute difference", () => {
	assert.equal(outputError([1, 2, 3, 4], [1, 2.5, 2, 4.5]), {
		max: 1,
		mean: 0.5,
		incomparable: 0,
	});
});

test("outputs that are infinite or not a number on one side are counted, not averaged", () => {
	const [nan, infinite] = [Number.NaN, Number.POSITIVE_INFINITY];
	assert.equal(outputError([1, nan, infinite, 2], [2, 0, infinite, 2]), {
		max: 1,
		mean: 1 / 3,
		incomparable: 1,
	});
	assert.equal(outputError([nan], [1]), {
		max: undefined,
		mean: undefined,
		incomparable: 1,
	});
});

test("lists of different lengths, or empty ones, are refused", () => {
	assert.throws(() => agreement([1], [1, 2]), /found 1 and 2/);
	assert.throws(() => outputError([], []), /found 0 and 0/);
});

test.run();
