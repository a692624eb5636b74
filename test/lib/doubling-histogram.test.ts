import { test } from "uvu";
import * as assert from "uvu/assert";
import { DoublingHistogram } from "../../lib/doubling-histogram.ts";
import { seededRandom } from "../../lib/random.ts";

test("every finite value is counted in the bin that holds it, however the values came in (seed 5)", () => {
	const random = seededRandom(5);
	const values = Float32Array.from(
		{ length: 5000 },
		() => (random() - 0.5) * 10 ** (random() * 12 - 6),
	);
	const histogram = new DoublingHistogram();
	for (const value of values) {
		histogram.add(value);
	}
	const { width, first, counts } = histogram.bins();
	const greatest = values.reduce(
		(most, value) => Math.max(most, Math.abs(value)),
		0,
	);
	assert.ok(width <= greatest / 1024);
	for (const [place, count] of counts.entries()) {
		const [low, high] = [(first + place) * width, (first + place + 1) * width];
		const held = values.filter((value) => value >= low && value < high).length;
		assert.is(count, held);
	}
});

test("a histogram of nothing has no bins", () => {
	assert.equal(new DoublingHistogram().bins().counts, []);
});

test.run();
