import { test } from "uvu";
import * as assert from "uvu/assert";
import { compare, targetRatio, verdictOf } from "../../bench/comparison.ts";

const pairs = (floorMs: number, ...ratios: readonly number[]) =>
	ratios.map((ratio) => ({ floorMs, harnessMs: floorMs * ratio }));

test("the ratio is the median of the rounds' own, so a round that is slow on both sides says nothing", () => {
	const { floorMs, harnessMs, ratio } = compare([
		{ floorMs: 1, harnessMs: 1.25 },
		{ floorMs: 8, harnessMs: 10 },
		{ floorMs: 2, harnessMs: 2.25 },
	]);
	assert.equal([floorMs, harnessMs, ratio], [2, 2.25, 1.25]);
});

test("the slower the model, the stricter the target; below 15 µs there is none", () => {
	assert.equal([0.01499, 0.015, 0.0999, 0.1, 40].map(targetRatio), [
		undefined,
		1.05,
		1.05,
		1.02,
		1.02,
	]);
});

test("a target is missed only when the rounds agree", () => {
	const agreed = compare(pairs(1, 1.1, 1.11, 1.12, 1.1, 1.11, 1.12, 1.1));
	assert.is(verdictOf(agreed), "missed");
	const apart = compare(pairs(1, 1.3, 0.9, 1.04, 0.95, 1.1, 1.2, 0.97));
	assert.is(verdictOf(apart), "undecided");
	assert.is(verdictOf(compare(pairs(1, 1.01, 1, 1.02))), "met");
	assert.is(verdictOf(compare(pairs(0.001, 2, 2, 2))), "no target");
});

test("one round alone has no interval and misses nothing", () => {
	const comparison = compare(pairs(1, 2));
	assert.is(comparison.interval, undefined);
	assert.is(verdictOf(comparison), "undecided");
});

test.run();
