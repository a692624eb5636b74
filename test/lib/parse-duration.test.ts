import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseDuration } from "../../lib/parse-duration.ts";

test("a duration is read in hours, minutes and seconds, or as plain seconds", () => {
	const texts = ["2h", "90m", "1h30m", "1.5h", "45s", "1h1m1s", "7200", "0.5"];
	assert.equal(
		texts.map(parseDuration),
		[7200, 5400, 5400, 5400, 45, 3661, 7200, 0.5],
	);
});

test("any other text is no duration", () => {
	for (const text of ["", "soon", "2d", "30m1h", "-1", "1e9", "h", "1 h"]) {
		assert.is(parseDuration(text), undefined, text);
	}
});

test.run();
