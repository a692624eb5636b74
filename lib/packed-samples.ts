import { deflateRawSync, inflateRawSync } from "node:zlib";
import { errorText, UserError } from "./errors.ts";

const NANOSECONDS_PER_MS = 1e6;

/** The longest list that `unpackSamples` opens, so that a hostile journal cannot fill the memory. */
const MAX_SAMPLES = 10_000_000;

/**
 * Packs durations in milliseconds, in their order, as text: whole nanoseconds as little-endian 64-bit floats,
 * raw-deflated (RFC 1951), in base64. Nothing finer than a nanosecond is kept.
 */
export function packSamples(samplesMs: ArrayLike<number>): string {
	const bytes = Buffer.alloc(samplesMs.length * 8);
	for (let index = 0; index < samplesMs.length; index += 1) {
		bytes.writeDoubleLE(
			Math.round((samplesMs[index] ?? 0) * NANOSECONDS_PER_MS),
			index * 8,
		);
	}
	return deflateRawSync(bytes).toString("base64");
}

/** Opens what `packSamples` made: the durations in milliseconds. Throws a UserError for anything else. */
export function unpackSamples(text: string): Float64Array {
	const bytes = inflate(text);
	if (bytes.length % 8 !== 0) {
		throw new UserError(
			`packed samples: expected a multiple of 8 bytes, found ${bytes.length}. They are damaged.`,
		);
	}
	return Float64Array.from(
		{ length: bytes.length / 8 },
		(_, index) => bytes.readDoubleLE(index * 8) / NANOSECONDS_PER_MS,
	);
}

function inflate(text: string): Buffer {
	try {
		return inflateRawSync(Buffer.from(text, "base64"), {
			maxOutputLength: MAX_SAMPLES * 8,
		});
	} catch (error) {
		throw new UserError(
			`packed samples: expected a deflated stream, found something else (${errorText(error)}). They are damaged.`,
		);
	}
}
