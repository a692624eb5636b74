import { deflateRawSync, inflateRawSync } from "node:zlib";
import { errorText, UserError } from "./errors.ts";

const BYTES_PER_NUMBER = 8;

/** The longest list that `unpackNumbers` opens, so that hostile bytes cannot fill the memory. */
const MAX_NUMBERS = 10_000_000;

/** Packs numbers in their order: little-endian 64-bit floats, raw-deflated (RFC 1951). */
export function packNumbers(numbers: ArrayLike<number>): Uint8Array {
	const bytes = Buffer.alloc(numbers.length * BYTES_PER_NUMBER);
	for (let index = 0; index < numbers.length; index += 1) {
		bytes.writeDoubleLE(numbers[index] ?? 0, index * BYTES_PER_NUMBER);
	}
	return deflateRawSync(bytes);
}

/** Opens what `packNumbers` made. Throws a UserError for anything else. */
export function unpackNumbers(packed: Uint8Array): Float64Array {
	const bytes = inflate(packed);
	if (bytes.length % BYTES_PER_NUMBER !== 0) {
		throw new UserError(
			`packed samples: expected a multiple of ${BYTES_PER_NUMBER} bytes, found ${bytes.length}. They are damaged.`,
		);
	}
	return Float64Array.from(
		{ length: bytes.length / BYTES_PER_NUMBER },
		(_, index) => bytes.readDoubleLE(index * BYTES_PER_NUMBER),
	);
}

function inflate(packed: Uint8Array): Buffer {
	try {
		return inflateRawSync(packed, {
			maxOutputLength: MAX_NUMBERS * BYTES_PER_NUMBER,
		});
	} catch (error) {
		throw new UserError(
			`packed samples: expected a deflated stream, found something else (${errorText(error)}). They are damaged.`,
		);
	}
}
