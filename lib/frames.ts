/** What a frame carries: a JSON value, or bytes as they are. */
export type Frame =
	| { readonly kind: "json"; readonly value: unknown }
	| { readonly kind: "bytes"; readonly bytes: Buffer };

/** The length of the payload as an unsigned 32-bit big-endian number, then the kind. */
const HEAD_BYTES = 5;
const KINDS = ["json", "bytes"] as const;

/** A frame that holds a JSON value. */
export function jsonFrame(value: unknown): Buffer {
	const payload = Buffer.from(JSON.stringify(value));
	return Buffer.concat([frameHead("json", payload.length), payload]);
}

/** The head of a frame whose payload is so many bytes, which are to follow. */
export function bytesFrameHead(length: number): Buffer {
	return frameHead("bytes", length);
}

function frameHead(kind: Frame["kind"], length: number): Buffer {
	const head = Buffer.alloc(HEAD_BYTES);
	head.writeUInt32BE(length);
	head.writeUInt8(KINDS.indexOf(kind), 4);
	return head;
}

/**
 * Reads the frames of a stream, one after the other. Throws an Error for a frame longer than `maxBytes` or of no known
 * kind, for JSON that is none, and for a stream that ends within a frame.
 */
export async function* readFrames(
	stream: AsyncIterable<Buffer>,
	maxBytes: number,
): AsyncGenerator<Frame, void, undefined> {
	let parts: Buffer[] = [];
	let missing = HEAD_BYTES;
	for await (const chunk of stream) {
		parts.push(chunk);
		missing -= chunk.length;
		// Parts are joined only when they are enough for a frame, so that a long one is copied once.
		if (missing > 0) {
			continue;
		}
		let held = parts.length === 1 ? chunk : Buffer.concat(parts);
		let frame = takeFrame(held, maxBytes);
		while ("end" in frame) {
			yield frame.frame;
			held = held.subarray(frame.end);
			frame = takeFrame(held, maxBytes);
		}
		parts = [held];
		missing = frame.missing;
	}
	if (parts.some(({ length }) => length > 0)) {
		throw new Error("the stream ended within a frame");
	}
}

/** The first frame of what is held, with the place where it ends, or how many bytes are still needed. */
function takeFrame(
	held: Buffer,
	maxBytes: number,
): { frame: Frame; end: number } | { missing: number } {
	if (held.length < HEAD_BYTES) {
		return { missing: HEAD_BYTES - held.length };
	}
	const length = held.readUInt32BE();
	const kind = KINDS[held.readUInt8(4)];
	if (kind === undefined) {
		throw new Error(`a frame of kind ${held.readUInt8(4)}, which is not known`);
	}
	if (length > maxBytes) {
		throw new Error(
			`a frame of ${length} bytes, longer than the ${maxBytes} allowed`,
		);
	}
	const end = HEAD_BYTES + length;
	if (held.length < end) {
		return { missing: end - held.length };
	}
	const payload = held.subarray(HEAD_BYTES, end);
	return {
		end,
		frame:
			kind === "bytes"
				? { kind, bytes: payload }
				: { kind, value: JSON.parse(payload.toString("utf8")) },
	};
}
