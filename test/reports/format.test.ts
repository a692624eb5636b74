import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	formatChance,
	formatError,
	formatFraction,
	formatKilobytes,
	formatMegabytes,
	formatMs,
	formatPercent,
	intervalText,
} from "../../reports/format.ts";

test("durations carry three digits, and are whole from 100 ms on", () => {
	assert.equal(
		[0, 0.00001234, 0.01723, 1, 38.126, 99.96, 1940.6].map(formatMs),
		["0", "1.23e-5", "0.0172", "1.00", "38.1", "100", "1941"],
	);
});

test("KB are 1000 bytes and MB a million", () => {
	assert.equal([83_912, 4_665_520, 512].map(formatKilobytes), [
		"83.9",
		"4666",
		"0.512",
	]);
	assert.is(formatMegabytes(142_400_000), "142");
});

test("shares, chances and errors are written so that they can be told apart", () => {
	assert.is(formatFraction(0.96005), "0.9600");
	assert.equal([1, 0.1834, 0.00012, 3e-9].map(formatChance), [
		"1",
		"0.18",
		"0.00012",
		"< 0.0001",
	]);
	assert.equal([0, 0.0014142, 2.3e-7].map(formatError), [
		"0",
		"0.00141",
		"2.3e-7",
	]);
	assert.equal([0, 0.005, 0.1, 0.256].map(formatPercent), [
		"0 %",
		"0.50 %",
		"10 %",
		"26 %",
	]);
});

test("an interval is written with both ends, and a missing one as a dash", () => {
	assert.equal(
		[intervalText({ low: 0.0801, high: 1.36 }), intervalText(undefined)],
		["0.0801–1.36", "–"],
	);
});

test.run();
