import { test } from "uvu";
import * as assert from "uvu/assert";
import { alignSequences } from "../../lib/align.ts";

const letters = (before: string, after: string) =>
	alignSequences([...before], [...after], (one, other) =>
		one === other ? 1 : 0,
	).map(([a, b]) =>
		a === undefined
			? `+${after[b ?? 0]}`
			: b === undefined
				? `-${before[a]}`
				: before[a],
	);

test("items that are alike are paired in their order, the others stand alone", () => {
	assert.equal(letters("abcd", "xabed"), ["+x", "a", "b", "-c", "+e", "d"]);
	assert.equal(letters("", "ab"), ["+a", "+b"]);
	assert.equal(letters("ab", ""), ["-a", "-b"]);
});

test("the pairs with the greatest sum win over the first that fit", () => {
	const pairs = alignSequences([1, 2], [2, 1], (one, other) =>
		one !== other ? 0 : one === 2 ? 3 : 1,
	);
	assert.equal(pairs, [
		[0, undefined],
		[1, 0],
		[undefined, 1],
	]);
});

test("sequences that are too long are refused", () => {
	const long = Array<number>(7000).fill(0);
	assert.throws(() => alignSequences(long, long, () => 0), /too many/);
});

test.run();
