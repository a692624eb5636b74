import type { Sampling } from "./session.ts";

/** What can be timed: one call is set input + invoke + get output. */
export type Inferring = { infer(): unknown };

/**
 * Calls `infer` again and again and gives the time of each call, in milliseconds and in order. No allocation and no call
 * of ours lies between the two clock readings; the store grows outside them.
 */
export function takeSamples(
	timed: Inferring,
	{ minSamples, minMs, maxSamples }: Sampling,
): Float64Array {
	let samples = new Float64Array(Math.min(Math.max(minSamples, 64), 65_536));
	let count = 0;
	const start = performance.now();
	let end = start;
	while (count < maxSamples && (count < minSamples || end - start < minMs)) {
		if (count === samples.length) {
			const grown = new Float64Array(samples.length * 2);
			grown.set(samples);
			samples = grown;
		}
		const begin = performance.now();
		timed.infer();
		end = performance.now();
		samples[count] = end - begin;
		count += 1;
	}
	return samples.slice(0, count);
}
