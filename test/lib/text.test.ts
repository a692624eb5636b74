import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatDuration } from "../../lib/duration.ts";
import { printable } from "../../lib/printable.ts";
import { terminalLook } from "../../lib/terminal.ts";

const stream = (isTTY: boolean) =>
	({ isTTY, columns: 70 }) as NodeJS.WriteStream;

test("durations are written as a person would", () => {
	const texts = [
		0, 440, 9949, 9950, 59_400, 59_600, 187_000, 3_599_600, 7_500_000,
	].map(formatDuration);
	assert.equal(texts, [
		"0.0 s",
		"0.4 s",
		"9.9 s",
		"10 s",
		"59 s",
		"1:00 min",
		"3:07 min",
		"1:00 h",
		"2:05 h",
	]);
});

test("a text from elsewhere cannot steer the terminal", () => {
	assert.is(
		printable("a\u001b[2Jb\u0007\u009b1m\u202ec"),
		"a\ufffd[2Jb\ufffd\ufffd1m\ufffdc",
	);
	assert.is(printable("two \r\n lines"), "two lines");
	assert.is(printable("日本語 émoji 🙂"), "日本語 émoji 🙂");
});

test("a terminal is interactive and coloured, a pipe and a CI are not", () => {
	assert.equal(terminalLook(stream(true), {}), {
		interactive: true,
		colour: true,
		columns: 70,
	});
	assert.equal(terminalLook(stream(false), {}), {
		interactive: false,
		colour: false,
		columns: 70,
	});
	assert.equal(terminalLook(stream(true), { CI: "true" }), {
		interactive: false,
		colour: false,
		columns: 70,
	});
});

test("NO_COLOR takes the colour away, FORCE_COLOR gives it to a pipe", () => {
	assert.not(terminalLook(stream(true), { NO_COLOR: "1" }).colour);
	assert.ok(terminalLook(stream(false), { FORCE_COLOR: "1" }).colour);
	assert.not(terminalLook(stream(true), { FORCE_COLOR: "0" }).colour);
	assert.not(
		terminalLook(stream(true), { FORCE_COLOR: "1", NO_COLOR: "1" }).colour,
	);
});

test.run();
