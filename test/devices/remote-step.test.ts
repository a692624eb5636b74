import { test } from "uvu";
import * as assert from "uvu/assert";
import { runStep } from "../../devices/remote-step.ts";

test("each line of a step's stderr is told, and of an endless one no more than 64 Ki characters", async () => {
	const script =
		'process.stderr.write("first\\r\\n\\nsecond\\n" + "x".repeat(300_000) + "\\nlast")';
	const told: string[] = [];
	const ending = await runStep({
		argv: [process.execPath, "-e", script],
		tell: (line) => told.push(line),
		signal: new AbortController().signal,
	});
	assert.is(ending.exitCode, 0);
	assert.equal(told, ["first", "second", "x".repeat(65_536), "last"]);
	assert.is(ending.stderr, told.join("\n"));
});

test.run();
