import { packNumbers, unpackNumbers } from "./packed-numbers.ts";

const NANOSECONDS_PER_MS = 1e6;

/**
 * Packs durations in milliseconds, in their order, as text: whole nanoseconds as `packNumbers` packs them, in base64.
 * Nothing finer than a nanosecond is kept.
 */
export function packSamples(samplesMs: ArrayLike<number>): string {
	const nanoseconds = Float64Array.from(samplesMs, (ms) =>
		Math.round(ms * NANOSECONDS_PER_MS),
	);
	return Buffer.from(packNumbers(nanoseconds)).toString("base64");
}

/** Opens what `packSamples` made: the durations in milliseconds. Throws a UserError for anything else. */
export function unpackSamples(text: string): Float64Array {
	return unpackNumbers(Buffer.from(text, "base64")).map(
		(nanoseconds) => nanoseconds / NANOSECONDS_PER_MS,
	);
}
