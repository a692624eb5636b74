import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../lib/random.ts";
import {
	activationAffine,
	affineRange,
	quantizeBias,
	roundHalfAway,
	scaleForBias,
	symmetricMagnitude,
} from "../../../models/variants/arithmetic.ts";

test("halves are rounded away from zero", () => {
	assert.equal(
		[0.5, -0.5, 1.5, -1.5, 2.4, -2.6].map(roundHalfAway),
		[1, -1, 2, -2, 2, -3],
	);
});

test("the scale of activations spans the range in 255 steps, from -128 on", () => {
	assert.equal(activationAffine({ min: 0, max: 255 }), {
		scale: 1,
		zeroPoint: -128,
	});
	assert.equal(activationAffine({ min: -255, max: 0 }), {
		scale: 1,
		zeroPoint: 127,
	});
	assert.equal(activationAffine({ min: -1, max: 1 }), {
		scale: Math.fround(Math.fround(2) / 255),
		zeroPoint: -1,
	});
});

test("zero is representable in whatever range", () => {
	assert.is(activationAffine({ min: 3, max: 5 }).zeroPoint, -128);
	assert.is(activationAffine({ min: -5, max: -3 }).zeroPoint, 127);
});

test("a range without width is widened to a millionth", () => {
	const { scale } = activationAffine({ min: 0, max: 0 });
	assert.is(scale, Math.fround(Math.fround(1e-6) / 255));
	assert.is(symmetricMagnitude({ min: 0, max: 0 }), Math.fround(5e-7));
	assert.is(symmetricMagnitude({ min: 0.3, max: 0.3 }), Math.fround(0.3));
});

test("the values of a range lie within half a step of what int8 holds (seed 11)", () => {
	const random = seededRandom(11);
	for (let count = 0; count < 2000; count++) {
		const range = {
			min: (random() - 0.7) * 10 ** (random() * 8 - 4),
			max: (random() - 0.3) * 10 ** (random() * 8 - 4),
		};
		const affine = activationAffine({
			min: Math.min(range.min, range.max),
			max: Math.max(range.min, range.max),
		});
		const held = affineRange(affine);
		const slack = 0.51 * affine.scale;
		assert.ok(held.min <= Math.min(range.min, range.max) + slack);
		assert.ok(held.max >= Math.max(range.min, range.max) - slack);
	}
});

test("a scale grows until the bias fits half of int32", () => {
	const inputScale = 0.02;
	const scale = scaleForBias(4e-9, inputScale, 3);
	const stored = quantizeBias(3, Math.fround(inputScale * scale));
	assert.ok(Math.abs(stored - 2 ** 30) < 256, String(stored));
	assert.is(scaleForBias(0.01, inputScale, 3), 0.01);
});

test("a bias at scale zero is zero, and one beyond int32 stays at its end", () => {
	assert.is(quantizeBias(5, 0), 0);
	assert.is(quantizeBias(5, 1e-12), 2 ** 31 - 1);
	assert.is(quantizeBias(-5, 1e-12), -(2 ** 31));
});

test.run();
