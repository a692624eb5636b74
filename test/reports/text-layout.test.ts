import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../lib/random.ts";
import {
	displayWidth,
	pad,
	truncate,
	wrap,
} from "../../reports/text-layout.ts";

test("East Asian letters take two columns, marks over letters none", () => {
	assert.equal(
		["abc", "推論", "한국어", "ｶﾅ", "e\u0301", "Ｗ", "🚀"].map(displayWidth),
		[3, 4, 6, 2, 1, 2, 2],
	);
});

test("padding fills up to the width as it is seen", () => {
	assert.equal(
		[pad("推論", 6), pad("ab", 4, "right"), pad("abcdef", 3)],
		["推論  ", "  ab", "abcdef"],
	);
});

test("a cut text never exceeds its width and says that it was cut", () => {
	assert.equal(
		[truncate("abcdef", 4), truncate("推論時間", 6), truncate("abc", 3)],
		["abc…", "推論…", "abc"],
	);
});

test("wrapped lines fit the width and lose no letter (seed 4)", () => {
	const random = seededRandom(4);
	const letters = [
		"a",
		"bc",
		"推",
		"word",
		"한",
		" ",
		"  ",
		"a-very-long-word-without-blanks",
	];
	for (let trial = 0; trial < 100; trial += 1) {
		const text = Array.from(
			{ length: 30 },
			() => letters[Math.floor(random() * letters.length)],
		).join("");
		const lines = wrap(text, 10);
		assert.ok(lines.every((line) => displayWidth(line) <= 10));
		assert.is(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
	}
});

test.run();
