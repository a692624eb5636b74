import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../lib/random.ts";
import { shellCommand, shellQuote } from "../../lib/shell-quote.ts";

const SEED = 20_260_101;

/** Characters that mean something to a shell, and some that do not. */
const CHARACTERS = [
	..."'\"\\$`!*?[]{}()<>|&;#~=%^ \t\n\r-_/a0é漢😀",
	"\u0001",
	"\u007f",
];

/** What a real shell makes of a command line: the words it gives to a program. */
function wordsInShell(command: string): readonly string[] {
	const { stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${command}`], {
		encoding: "utf8",
	});
	return stdout.split("\0").slice(0, -1);
}

test("a real shell reads quoted words back unchanged, whatever they hold", () => {
	const random = seededRandom(SEED);
	const draw = (count: number) => Math.floor(random() * count);
	for (let round = 0; round < 100; round++) {
		const words = Array.from({ length: 1 + draw(4) }, () =>
			Array.from(
				{ length: draw(12) },
				() => CHARACTERS[draw(CHARACTERS.length)],
			).join(""),
		);
		assert.equal(
			wordsInShell(shellCommand(words)),
			words,
			`seed ${SEED}, round ${round}`,
		);
	}
});

test("nothing in a quoted word is executed", () => {
	for (const word of [
		"$(echo run)",
		"`echo run`",
		"; echo run",
		"a'; echo run; '",
	]) {
		assert.equal(wordsInShell(shellQuote(word)), [word]);
	}
});

test("a word with a NUL is refused", () => {
	assert.throws(() => shellQuote("a\0b"), /cannot hold a NUL/);
});

test.run();
