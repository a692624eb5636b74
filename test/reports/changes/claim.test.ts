import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	claimOf,
	claimText,
	claimTitle,
} from "../../../reports/changes/claim.ts";
import { changeOf, sideOf } from "../../support/changes.ts";

const EVIDENCE = {
	baseline: sideOf("zoo/a", [0.09, 0.091, 0.092]),
	current: sideOf("zoo/b", [0.095, 0.096]),
};

test("a confirmed regression tells its figures, its certainty, its launches and how it was confirmed", () => {
	const claim = claimOf(
		changeOf({
			verdict: "slower",
			regression: true,
			baseline: 0.091,
			current: 0.0955,
			effect: 0.052,
			interval: { low: 0.039, high: 0.064 },
			pValue: 0.00123,
			evidence: EVIDENCE,
			confirmation: {
				baseline: sideOf("zoo/a", [0.09, 0.09]),
				current: sideOf("zoo/b", [0.099, 0.099]),
			},
			reason: "The tests agree.",
		}),
	);
	assert.is(claim.group, "regressed");
	assert.is(claimTitle(claim), "slower");
	assert.is(claim.figures, "0.0910 → 0.0955 ms");
	assert.is(claim.effect, "+5.2 %");
	assert.is(
		claimText(claim),
		"Interval +3.9 % to +6.4 %, p = 0.0012; 3 launches of the baseline, 2 of this run; confirmed by 2 + 2 interleaved launches of both artifacts: 0.0900 → 0.0990 ms, +10 %. The tests agree.",
	);
});

test("what was measured again without coming true is not called confirmed", () => {
	for (const verdict of ["not-confirmed", "same"] as const) {
		const { confirmation } = claimOf(
			changeOf({ verdict, evidence: EVIDENCE, confirmation: EVIDENCE }),
		);
		assert.match(confirmation, /^measured again by 3 \+ 2 interleaved/);
	}
});

test("a confirmation without a launch is not told", () => {
	const none = { baseline: sideOf("a", []), current: sideOf("b", []) };
	assert.is(claimOf(changeOf({ confirmation: none })).confirmation, "");
});

test("an effect on accuracy is told in points, one on size in bytes too", () => {
	const accuracy = changeOf({
		metric: "accuracy",
		verdict: "less-accurate",
		baseline: 0.9601,
		current: 0.9512,
		effect: -0.0089,
		interval: { low: -0.012, high: -0.004 },
	});
	assert.is(claimOf(accuracy).figures, "0.9601 → 0.9512");
	assert.is(claimOf(accuracy).effect, "−0.89 points");
	assert.match(
		claimOf(accuracy).certainty,
		/^interval −1\.2 points to −0\.40 points/,
	);
	const size = changeOf({
		metric: "size",
		verdict: "larger",
		baseline: 84_180,
		current: 84_181,
		effect: 1 / 84_180,
	});
	assert.is(claimOf(size).figures, "84,180 → 84,181 B");
	assert.is(claimOf(size).effect, "+1 B, +0.0012 %");
});

test("a cell that could not be measured says why, and no figure", () => {
	const claim = claimOf(
		changeOf({
			metric: "outcome",
			verdict: "newly-failing",
			regression: true,
			baseline: undefined,
			current: undefined,
			effect: undefined,
			interval: undefined,
			pValue: undefined,
			reason: "3 of 3 launches crashed with SIGSEGV.",
		}),
	);
	assert.is(claimTitle(claim), "newly failing");
	assert.is(claim.group, "newly-failing");
	assert.is(claim.figures + claim.effect, "");
	assert.is(claimText(claim), "3 of 3 launches crashed with SIGSEGV.");
});

test("a regression of a noisy metric that was not measured again is only suspected", () => {
	const slower = changeOf({ verdict: "slower", regression: true });
	const larger = { ...slower, metric: "size", verdict: "larger" } as const;
	assert.is(claimOf(slower).group, "suspected");
	assert.is(claimOf(larger).group, "regressed");
});

test("an accepted regression is not accused, whatever its certainty", () => {
	const claim = claimOf(
		changeOf({
			verdict: "slower",
			regression: true,
			accepted: "A safer kernel.",
			confirmation: EVIDENCE,
		}),
	);
	assert.is(claim.group, "accepted");
	assert.is(claim.accepted, "accepted: A safer kernel.");
});

test("what would move a terminal's cursor or turn the reading direction is shown as a mark", () => {
	const { cell, reason } = claimOf(
		changeOf({ cell: "a\u001b[2Jb\u202ec", reason: "x\r\ny\u200f" }),
	);
	assert.is(cell, "a\ufffd[2Jb\ufffdc");
	assert.is(reason, "x y\ufffd");
});

test.run();
