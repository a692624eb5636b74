import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bytesFrameHead, jsonFrame } from "../../lib/frames.ts";
import { serveBlobs } from "../../worker/blob-session.ts";
import { withFolder } from "../support/temporary-folder.ts";

/** What a harness that sends these frames and nothing more is told last. */
async function lastReply(frames: readonly Buffer[]): Promise<string> {
	const output = new PassThrough();
	const told = buffer(output);
	await serveBlobs(Readable.from(frames), output);
	output.end();
	const text = (await told).toString("latin1");
	return text.slice(text.lastIndexOf('{"kind"'));
}

test("names that would leave the cache are refused", async () => {
	await withFolder(async (folder) => {
		mkdirSync(join(folder, "outside"));
		const want = {
			kind: "want",
			protocol: 1,
			cache: join(folder, "cache"),
			cacheBytes: 1e9,
			blobs: [],
		};
		for (const wrong of [
			{ blobs: [{ sha256: "../../outside/x", sizeBytes: 1 }] },
			{ tree: { folders: [{ name: "../../outside", files: [] }] } },
			{ tree: { folders: [{ name: "..", files: [] }] } },
			{
				tree: {
					folders: [
						{ name: "a", files: [{ name: "../x", sha256: "0".repeat(64) }] },
					],
				},
			},
			{ cacheBytes: -1 },
			{ protocol: 2 },
		]) {
			assert.match(
				await lastReply([jsonFrame({ ...want, ...wrong })]),
				/^\{"kind":"refused","problem":"wrong-request"/,
				JSON.stringify(wrong),
			);
		}
		assert.equal(readdirSync(join(folder, "outside")), []);
	});
});

test("more bytes than a file has, and bytes nobody asked for, are refused", async () => {
	await withFolder(async (folder) => {
		const want = jsonFrame({
			kind: "want",
			protocol: 1,
			cache: join(folder, "cache"),
			cacheBytes: 1e9,
			blobs: [{ sha256: "0".repeat(64), sizeBytes: 2 }],
		});
		const put = jsonFrame({ kind: "put", index: 0 });
		const bytes = Buffer.concat([bytesFrameHead(3), Buffer.from("abc")]);
		assert.match(
			await lastReply([want, put, bytes]),
			/"failed","detail":"more bytes came than the file has"/,
		);
		assert.match(await lastReply([want, bytes]), /"wrong-request"/);
		assert.match(
			await lastReply([want, jsonFrame({ kind: "put", index: 1 })]),
			/"wrong-request","detail":"no blob 1 is missing"/,
		);
	});
});

test.run();
