import { test } from "uvu";
import * as assert from "uvu/assert";
import { editDistance, nearestText } from "../../lib/nearest.ts";

test("the distance of two texts counts letters put in, taken out and replaced", () => {
	assert.is(editDistance("kitten", "sitting"), 3);
	assert.is(editDistance("", "abc"), 3);
	assert.is(editDistance("abc", "abc"), 0);
	assert.is(editDistance("flaw", "lawn"), 2);
});

test("the most similar names come first, and no more than five of them", () => {
	assert.is(
		nearestText("aaab", ["zzzz", "aaaa", "aazz"]),
		"There are: aaaa, aazz, zzzz.",
	);
	assert.is(nearestText("x", ["only"]), "There is: only.");
	assert.is(nearestText("x", []), "There are none yet.");
	assert.match(
		nearestText("a", ["a", "b", "c", "d", "e", "f", "g"]),
		/^There are: a, .*, and 2 more\.$/,
	);
});

test("a name of any length is compared in no time", () => {
	assert.is(nearestText("x".repeat(1e6), ["a"]), "There is: a.");
});

test.run();
