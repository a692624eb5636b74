import { test } from "uvu";
import * as assert from "uvu/assert";
import { halfBits, halfValues } from "../../lib/half.ts";
import { seededRandom } from "../../lib/random.ts";

const ALL = Uint16Array.from({ length: 0x10000 }, (_, pattern) => pattern);

test("every finite half survives the way to float32 and back", () => {
	const finite = ALL.filter((pattern) => (pattern & 0x7c00) !== 0x7c00);
	assert.equal(halfBits(halfValues(finite)), finite);
});

test("a value between two halves goes to the nearer, a tie to the even one (seed 5)", () => {
	const random = seededRandom(5);
	for (let attempt = 0; attempt < 20_000; attempt += 1) {
		const low = Math.floor(random() * 0x7bff);
		const [a, b] = halfValues(Uint16Array.of(low, low + 1)) as unknown as [
			number,
			number,
		];
		const value = Math.fround(
			a + (b - a) * (attempt % 4 === 0 ? 0.5 : random()),
		);
		const nearer =
			value - a < b - value
				? low
				: value - a > b - value
					? low + 1
					: low + (low & 1);
		assert.is(halfBits(Float32Array.of(value))[0], nearer, `${value}`);
		assert.is(
			halfBits(Float32Array.of(-value))[0],
			nearer | 0x8000,
			`${-value}`,
		);
	}
});

test("what is too large is clamped to the largest half", () => {
	assert.equal(
		[
			...halfValues(
				halfBits(Float32Array.of(1e30, -70_000, Number.POSITIVE_INFINITY)),
			),
		],
		[65504, -65504, 65504],
	);
});

test("what is not a number stays none", () => {
	assert.ok(Number.isNaN(halfValues(halfBits(Float32Array.of(Number.NaN)))[0]));
});

test("what is too small for a half becomes zero and keeps its sign", () => {
	assert.equal(
		[...halfBits(Float32Array.of(1e-9, -1e-9, 2 ** -25, 2 ** -25 * 1.001))],
		[0, 0x8000, 0, 1],
	);
});

test.run();
