import { test } from "uvu";
import * as assert from "uvu/assert";
import { benjaminiHochberg } from "../../stats/benjamini-hochberg.ts";

// The fifteen chances of the example in Benjamini and Hochberg's paper, section 3.1.
const PUBLISHED = [
	0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324,
	0.4262, 0.5719, 0.6528, 0.759, 1,
];

test("of the published example, the first four are called at 0.05", () => {
	const called = benjaminiHochberg(PUBLISHED).filter(
		(chance) => chance <= 0.05,
	);
	assert.is(called.length, 4);
});

test("each chance is multiplied by the tests over its rank, and no larger than a later one's", () => {
	assert.equal(benjaminiHochberg([0.01, 0.04, 0.03, 0.5]), [
		0.04,
		(0.04 * 4) / 3,
		(0.04 * 4) / 3,
		0.5,
	]);
});

test("the order in which tests are given does not matter, and none is no test", () => {
	const adjusted = benjaminiHochberg(PUBLISHED);
	assert.equal(
		benjaminiHochberg(PUBLISHED.toReversed()),
		adjusted.toReversed(),
	);
	assert.equal(benjaminiHochberg([]), []);
	assert.equal(benjaminiHochberg([0.2]), [0.2]);
});

test.run();
