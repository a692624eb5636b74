import { deflateRawSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../lib/errors.ts";
import { packSamples, unpackSamples } from "../../lib/packed-samples.ts";
import { seededRandom } from "../../lib/random.ts";

test("samples come back in their order, to the nanosecond (seed 11)", () => {
	const random = seededRandom(11);
	const nanoseconds = Array.from({ length: 5000 }, () =>
		Math.floor(10 ** (2 + random() * 11)),
	);
	const back = unpackSamples(
		packSamples(nanoseconds.map((value) => value / 1e6)),
	);
	assert.equal(
		[...back].map((ms) => Math.round(ms * 1e6)),
		nanoseconds,
	);
});

test("no samples are no samples", () => {
	assert.equal(unpackSamples(packSamples([])), new Float64Array());
});

test("what is no deflated stream is refused", () => {
	assert.throws(
		() => unpackSamples("bm90IGRlZmxhdGVk"),
		(error: unknown) => error instanceof UserError,
	);
});

test("a stream that is cut within a number is refused", () => {
	const text = deflateRawSync(Buffer.alloc(12)).toString("base64");
	assert.throws(
		() => unpackSamples(text),
		/expected a multiple of 8 bytes, found 12/,
	);
});

test("a stream that would fill the memory is refused", () => {
	const bomb = deflateRawSync(Buffer.alloc(100_000_000)).toString("base64");
	assert.throws(
		() => unpackSamples(bomb),
		(error: unknown) => error instanceof UserError,
	);
});

test.run();
