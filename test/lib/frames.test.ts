import { Readable } from "node:stream";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	bytesFrameHead,
	type Frame,
	jsonFrame,
	readFrames,
} from "../../lib/frames.ts";

const BYTES = Buffer.from([0, 1, 10, 13, 30, 255, 254, 0]);
const STREAM = Buffer.concat([
	jsonFrame({ kind: "hello" }),
	bytesFrameHead(BYTES.length),
	BYTES,
	bytesFrameHead(0),
	jsonFrame("é"),
]);

async function framesOf(
	chunks: readonly Buffer[],
	maxBytes = 1000,
): Promise<readonly Frame[]> {
	const frames: Frame[] = [];
	for await (const frame of readFrames(Readable.from(chunks), maxBytes)) {
		frames.push(frame);
	}
	return frames;
}

async function errorOf(
	chunks: readonly Buffer[],
	maxBytes?: number,
): Promise<string> {
	try {
		await framesOf(chunks, maxBytes);
	} catch (error) {
		return error instanceof Error ? error.message : "";
	}
	return "no error";
}

test("frames come out as they went in, however the stream is cut", async () => {
	for (let size = 1; size <= STREAM.length; size++) {
		const chunks = Array.from(
			{ length: Math.ceil(STREAM.length / size) },
			(_, index) => STREAM.subarray(index * size, (index + 1) * size),
		);
		assert.equal(
			await framesOf(chunks),
			[
				{ kind: "json", value: { kind: "hello" } },
				{ kind: "bytes", bytes: BYTES },
				{ kind: "bytes", bytes: Buffer.alloc(0) },
				{ kind: "json", value: "é" },
			],
			`chunks of ${size} bytes`,
		);
	}
});

test("a frame longer than allowed is refused before it has come in", async () => {
	assert.match(
		await errorOf([bytesFrameHead(1001)]),
		/a frame of 1001 bytes, longer than the 1000 allowed/,
	);
});

test("a stream that ends within a frame is an error", async () => {
	assert.match(
		await errorOf([STREAM.subarray(0, STREAM.length - 1)]),
		/ended within a frame/,
	);
	assert.match(await errorOf([STREAM.subarray(0, 3)]), /ended within a frame/);
});

test("an unknown kind and JSON that is none are errors", async () => {
	assert.match(await errorOf([Buffer.from([0, 0, 0, 0, 9])]), /kind 9/);
	assert.match(
		await errorOf([Buffer.from([0, 0, 0, 1, 0]), Buffer.from("{")]),
		/JSON/,
	);
});

test.run();
