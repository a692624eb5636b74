import { createReadStream } from "node:fs";
import { UserError } from "../lib/errors.ts";
import { bytesFrameHead, jsonFrame } from "../lib/frames.ts";
import {
	BLOB_FRAME_BYTES,
	BLOB_PROTOCOL,
	type BlobProblem,
	type Reply,
	type Tree,
	type Want,
} from "../worker/blob-protocol.ts";
import {
	BlobLink,
	LinkEnd,
	type LinkEnding,
	LinkRefusal,
} from "./blob-link.ts";
import type { LocalBlob } from "./job-files.ts";

/** What a device is to have. */
export type Shipment = Pick<Want, "cache" | "cacheBytes"> & {
	readonly blobs: readonly LocalBlob[];
	readonly tree: Tree | undefined;
};

/** What a device says of itself before anything is asked. */
export type Hello = Extract<Reply, { kind: "hello" }>;

/** What became of a shipment. */
export type Delivery =
	| {
			readonly status: "there";
			readonly cache: string;
			readonly tree: string | null;
			readonly sentBytes: number;
			readonly usedBytes: number;
			readonly freeBytes: number;
	  }
	/** The device runs another version; nothing was sent. */
	| { readonly status: "other version"; readonly hello: Hello }
	| {
			readonly status: "refused";
			readonly problem: BlobProblem;
			readonly detail: string;
	  }
	/** The program on the device ended before all was there; `detail` says what was wrong with what came, if anything. */
	| ({ readonly status: "ended"; readonly detail: string } & LinkEnding);

/** How a shipment is sent. */
export type SendOptions = {
	/** The version of quantgrid that the device must have. */
	readonly version: string;
	readonly signal: AbortSignal;
	/** After so long without a byte taken or a reply the device is given up. */
	readonly silenceMs?: number;
};

const SILENCE_MS = 120_000;

/**
 * Brings files to a device through the program `blobs`, which `argv` starts there: what it has is not sent, and what it
 * has in part is sent from there on. Rejects with the signal's reason when it is interrupted, and with a UserError or the
 * system error for a file of this machine that changes or cannot be read.
 */
export async function sendBlobs(
	argv: readonly string[],
	shipment: Shipment,
	{ version, signal, silenceMs = SILENCE_MS }: SendOptions,
): Promise<Delivery> {
	signal.throwIfAborted();
	let link: BlobLink | undefined;
	let end = "";
	try {
		link = await BlobLink.open(argv, { signal, silenceMs });
		return await converse(link, shipment, version);
	} catch (error) {
		if (error instanceof LinkRefusal) {
			const { problem, message: detail } = error;
			return { status: "refused", problem, detail };
		}
		if (!(error instanceof LinkEnd)) {
			throw error;
		}
		end = error.message;
	} finally {
		await link?.close();
		signal.throwIfAborted();
	}
	const ending = (await link?.close()) ?? { exitCode: null, stderr: "" };
	return { status: "ended", detail: end, ...ending };
}

async function converse(
	link: BlobLink,
	{ cache, cacheBytes, blobs, tree }: Shipment,
	version: string,
): Promise<Delivery> {
	const hello = await link.next("hello");
	if (hello.protocol !== BLOB_PROTOCOL || hello.quantgrid !== version) {
		return { status: "other version", hello };
	}
	const want: Want = {
		kind: "want",
		protocol: BLOB_PROTOCOL,
		cache,
		cacheBytes,
		blobs: blobs.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes })),
		tree,
	};
	await link.write(jsonFrame(want));
	const {
		offsets,
		cache: place,
		usedBytes,
		freeBytes,
	} = await link.next("offsets");
	const missing = missingParts(blobs, offsets);
	const [ready] = await Promise.all([
		allStored(link, missing),
		sendParts(link, missing),
	]);
	return {
		status: "there",
		cache: place,
		tree: ready.tree,
		sentBytes: bytesOf(missing),
		usedBytes,
		freeBytes,
	};
}

async function allStored(
	link: BlobLink,
	parts: readonly Part[],
): Promise<Extract<Reply, { kind: "ready" }>> {
	for (const _ of parts) {
		await link.next("stored");
	}
	return link.next("ready");
}

function bytesOf(parts: readonly Part[]): number {
	return parts.reduce(
		(sum, { blob, offset }) => sum + blob.sizeBytes - offset,
		0,
	);
}

/** What is to be sent of a blob. */
type Part = {
	readonly index: number;
	readonly blob: LocalBlob;
	readonly offset: number;
};

function missingParts(
	blobs: readonly LocalBlob[],
	offsets: readonly (number | null)[],
): readonly Part[] {
	if (offsets.length !== blobs.length) {
		throw new LinkEnd(
			`the device answered for ${offsets.length} files instead of ${blobs.length}`,
		);
	}
	return blobs.flatMap((blob, index) => {
		const offset = offsets[index] ?? null;
		if (offset !== null && offset > blob.sizeBytes) {
			throw new LinkEnd("the device claims more of a file than there is");
		}
		return offset === null ? [] : [{ index, blob, offset }];
	});
}

async function sendParts(
	link: BlobLink,
	parts: readonly Part[],
): Promise<void> {
	for (const { index, blob, offset } of parts) {
		await link.write(jsonFrame({ kind: "put", index }));
		const { path, sizeBytes } = blob;
		let sent = offset;
		if (sent < sizeBytes) {
			const stream = createReadStream(path, {
				start: offset,
				end: sizeBytes - 1,
				highWaterMark: BLOB_FRAME_BYTES,
			});
			for await (const chunk of stream as AsyncIterable<Buffer>) {
				if (!(await link.write(bytesFrameHead(chunk.length), chunk))) {
					return;
				}
				sent += chunk.length;
			}
		}
		if (sent !== sizeBytes) {
			throw new UserError(
				`${path}: the file became shorter while it was sent to a device: expected ${sizeBytes} bytes, found ${sent}. Run again once it no longer changes.`,
			);
		}
	}
}
