import { test } from "uvu";
import * as assert from "uvu/assert";
import { joinHeadedBytes, splitHeadedBytes } from "../../lib/headed-bytes.ts";

test("a head and bytes come out of their file as they went in", () => {
	const bytes = new Uint8Array([0, 10, 255, 10]);
	const split = splitHeadedBytes(joinHeadedBytes({ head: '{"é":1}', bytes }));
	assert.is(split?.head, '{"é":1}');
	assert.equal([...(split?.bytes ?? [])], [...bytes]);
});

test("bytes may be none; a file without the end of a line is not one", () => {
	const none = joinHeadedBytes({ head: "{}", bytes: new Uint8Array() });
	assert.is(none.length, 3);
	assert.is(splitHeadedBytes(none)?.bytes.length, 0);
	assert.is(splitHeadedBytes(new Uint8Array([1, 2])), undefined);
	assert.is(splitHeadedBytes(new Uint8Array()), undefined);
});

test("a head of several lines is refused, since it could not be taken apart", () => {
	assert.throws(
		() => joinHeadedBytes({ head: "{\n}", bytes: new Uint8Array() }),
		/one line/,
	);
});

test.run();
