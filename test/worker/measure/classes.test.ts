import { test } from "uvu";
import * as assert from "uvu/assert";
import { rankClasses } from "../../../worker/measure/classes.ts";

test("the highest score is the prediction, and the true class's rank counts those before it", () => {
	assert.equal(rankClasses(Float32Array.of(0.1, 0.5, 0.4), 1), {
		prediction: 1,
		labelRank: 0,
	});
	assert.equal(rankClasses(Float32Array.of(0.1, 0.5, 0.4), 0), {
		prediction: 1,
		labelRank: 2,
	});
});

test("of equal scores the first class counts, for the prediction as for the rank", () => {
	assert.equal(rankClasses(Uint8Array.of(7, 9, 9), 2), {
		prediction: 1,
		labelRank: 1,
	});
	assert.equal(rankClasses(Uint8Array.of(7, 9, 9), 1), {
		prediction: 1,
		labelRank: 0,
	});
});

test("quantized scores are ranked as they are stored", () => {
	assert.equal(rankClasses(Int8Array.of(-128, -3, -90), 2), {
		prediction: 1,
		labelRank: 1,
	});
});

test("a score that is not a number is no prediction", () => {
	assert.equal(rankClasses(Float32Array.of(0.1, Number.NaN), 0), {
		prediction: -1,
		labelRank: 2,
	});
});

test("64-bit integers are scores like any other", () => {
	assert.equal(rankClasses(BigInt64Array.of(1n, 5n), 1), {
		prediction: 1,
		labelRank: 0,
	});
});

test.run();
