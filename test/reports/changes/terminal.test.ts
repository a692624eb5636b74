import { test } from "uvu";
import * as assert from "uvu/assert";
import { changesText } from "../../../reports/changes/terminal.ts";
import { displayWidth } from "../../../reports/text-layout.ts";
import { changeOf, reportOf } from "../../support/changes.ts";
import { madeUpReport } from "../../support/made-up-report.ts";

const PLAIN = { colour: false, width: 80 };

test("what changed is a short table, gravest first; the rest is counted", () => {
	const report = reportOf(
		[
			changeOf(),
			changeOf({
				metric: "size",
				verdict: "larger",
				regression: true,
				baseline: 84_180,
				current: 84_181,
				effect: 1 / 84_180,
			}),
			changeOf({
				cell: "cnn/int8/xnnpack-t1@local",
				verdict: "faster",
				baseline: 10,
				current: 9,
				effect: -0.1,
			}),
		],
		{ notes: ["The baseline is short."] },
	);
	assert.is(
		changesText(report, PLAIN),
		`zoo: 1 regressed, 1 improved
The baseline is short.

Regressed
  cnn/float32/builtin-t1@local  larger  84,180 → 84,181 B  +1 B, +0.0012 %

Improved
  cnn/int8/xnnpack-t1@local  faster  10.0 → 9.00 ms  −10 %

Run zoo/2025-11-21T02-00-00 of 2025-11-21 02:00 UTC, commit 0123456789ab.
Held against zoo/2025-11-20T02-00-00 of 2025-11-20 02:00 UTC.
1 of 3 comparisons unchanged, in 2 cells.
`,
	);
});

test("no line is wider than the terminal, and a long list ends with its count", () => {
	const report = madeUpReport({ cells: 1000, nights: 2 });
	for (const width of [50, 80, 200]) {
		const text = changesText(report, { colour: false, width });
		const widest = Math.max(...text.split("\n").map(displayWidth));
		assert.ok(widest <= width, `${widest} of ${width}`);
		assert.match(text, /… and 55 more/);
	}
});

test("colour marks what is bad, good and doubtful", () => {
	const text = changesText(madeUpReport({ cells: 100, nights: 2 }), {
		colour: true,
		width: 100,
	});
	assert.ok(text.includes("\u001b[31mRegressed"));
	assert.ok(text.includes("\u001b[32mImproved"));
	assert.ok(text.includes("\u001b[33mUnstable"));
});

test("a name from outside cannot reach the terminal's controls", () => {
	const text = changesText(
		reportOf([changeOf({ cell: "a\u001b[2J", verdict: "gone" })]),
		PLAIN,
	);
	assert.not(text.includes("\u001b"));
});

test.run();
