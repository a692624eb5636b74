import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { errorCode, errorText } from "../lib/errors.ts";
import { type Frame, jsonFrame, readFrames } from "../lib/frames.ts";
import { packageVersion } from "../lib/package.ts";
import {
	BLOB_JSON_BYTES,
	BLOB_PROTOCOL,
	type Blob,
	type BlobProblem,
	putSchema,
	type Reply,
	type Want,
	wantSchema,
} from "./blob-protocol.ts";
import {
	evict,
	findBlobs,
	makeTree,
	openStore,
	storeFacts,
	uploadPath,
} from "./blob-store.ts";
import { BlobUpload } from "./blob-upload.ts";
import { RECORD_MARK } from "./protocol.ts";

/** Something that the harness is told in words, after which the session is over. */
class Refusal extends Error {
	readonly problem: BlobProblem;

	constructor(problem: BlobProblem, detail: string) {
		super(detail);
		this.problem = problem;
	}
}

type Frames = AsyncGenerator<Frame, void, undefined>;

type Say = (reply: Reply) => void;

/**
 * Serves one harness: says which blobs are there and how much of the others, takes what comes, and makes the tree. What
 * goes wrong is the last reply; it never rejects for what the harness sent or the disk refused.
 */
export async function serveBlobs(
	input: Readable,
	output: Writable,
): Promise<void> {
	const say: Say = (reply) => output.write(jsonFrame(reply));
	// A harness that went away has nobody to tell; what it sent stays for the next one.
	output.on("error", () => {});
	output.write(RECORD_MARK);
	say({
		kind: "hello",
		protocol: BLOB_PROTOCOL,
		quantgrid: packageVersion(),
		node: process.versions.node,
	});
	try {
		await serve(readFrames(input, BLOB_JSON_BYTES), say);
	} catch (error) {
		const problem = problemOf(error);
		say({ kind: "refused", problem, detail: errorText(error).slice(0, 1000) });
	} finally {
		input.destroy();
	}
}

function problemOf(error: unknown): BlobProblem {
	if (error instanceof Refusal) {
		return error.problem;
	}
	const code = errorCode(error);
	return code === "ENOSPC" || code === "EDQUOT" ? "disk-full" : "failed";
}

async function serve(frames: Frames, say: Say): Promise<void> {
	const want = await nextJson(frames, wantSchema);
	if (want === undefined) {
		return;
	}
	const cache = resolve(want.cache);
	await openStore(cache);
	const missing = await offer(cache, want, say);
	while (missing.size > 0) {
		const put = await nextJson(frames, putSchema);
		if (put === undefined) {
			return;
		}
		const blob = want.blobs[put.index];
		if (blob === undefined || !missing.delete(put.index)) {
			throw new Refusal("wrong-request", `no blob ${put.index} is missing`);
		}
		if (!(await receive(cache, blob, frames))) {
			return;
		}
		say({ kind: "stored", index: put.index });
	}
	const tree =
		want.tree === undefined ? null : await makeTree(cache, want.tree);
	say({ kind: "ready", tree });
}

/** Makes room and says how much of each blob is there; gives the places of those that are not whole. */
async function offer(
	cache: string,
	{ blobs, cacheBytes }: Want,
	say: Say,
): Promise<Set<number>> {
	const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0);
	const wantedBytes = sum(blobs.map(({ sizeBytes }) => sizeBytes));
	if (wantedBytes > cacheBytes) {
		throw new Refusal(
			"cache-too-small",
			`the job's files are ${wantedBytes} bytes and the cache may hold ${cacheBytes}`,
		);
	}
	const offsets = await findBlobs(cache, blobs);
	const comingBytes = sum(
		blobs.map(({ sizeBytes }, index) => {
			const offset = offsets[index] ?? null;
			return offset === null ? 0 : sizeBytes - offset;
		}),
	);
	const keep = new Set(blobs.map(({ sha256 }) => sha256));
	await evict(cache, { keep, comingBytes, cacheBytes });
	const facts = await storeFacts(cache);
	if (comingBytes > facts.freeBytes) {
		throw new Refusal(
			"disk-full",
			`${comingBytes} bytes are to come and ${facts.freeBytes} are free in ${cache}`,
		);
	}
	say({ kind: "offsets", offsets: [...offsets], cache, ...facts });
	return new Set(
		offsets.flatMap((offset, index) => (offset === null ? [] : [index])),
	);
}

/** Takes the bytes of one blob; false when the harness went away before they were whole. */
async function receive(
	cache: string,
	blob: Blob,
	frames: Frames,
): Promise<boolean> {
	const upload = await BlobUpload.open(cache, blob);
	try {
		while (upload.missingBytes > 0) {
			const { value: frame } = await frames.next();
			if (frame === undefined) {
				return false;
			}
			if (frame.kind !== "bytes") {
				throw new Refusal("wrong-request", "bytes of a blob were expected");
			}
			await upload.write(frame.bytes);
		}
		if ((await upload.finish()) === "wrong hash") {
			throw new Refusal(
				"wrong-hash",
				`what came is not the file ${blob.sha256}`,
			);
		}
		return true;
	} catch (error) {
		if (problemOf(error) === "disk-full") {
			// What filled the disk would keep it full.
			await rm(uploadPath(cache, blob), { force: true });
		}
		throw error;
	} finally {
		await upload.close();
	}
}

async function nextJson<Shape>(
	frames: Frames,
	schema: { readonly parse: (value: unknown) => Shape },
): Promise<Shape | undefined> {
	const { value: frame } = await frames.next();
	if (frame === undefined) {
		return undefined;
	}
	if (frame.kind !== "json") {
		throw new Refusal("wrong-request", "a message was expected, not bytes");
	}
	try {
		return schema.parse(frame.value);
	} catch (error) {
		throw new Refusal("wrong-request", errorText(error));
	}
}
