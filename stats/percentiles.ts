import { binomialAtMost } from "./binomial.ts";

const CONFIDENCE = 0.99;

/**
 * How many samples carry the percentile at `fraction` (above 0, below 1): the fewest for which one slower sample still
 * proves, with 99 % confidence, that no more than 1 - fraction of all are slower. This is the early-stopping rule of the
 * MLPerf Inference policies (MLCommons, "Inference Rules", appendix on early stopping); it gives their 64 samples for
 * p90 and 662 for p99.
 */
export function samplesForPercentile(fraction: number): number {
	if (!(fraction > 0 && fraction < 1)) {
		throw new RangeError(
			`percentile: expected a fraction above 0 and below 1, found ${fraction}`,
		);
	}
	let count = 2;
	while (binomialAtMost(1, count, 1 - fraction) > 1 - CONFIDENCE) {
		count += 1;
	}
	return count;
}

/** Whether `count` samples carry the percentile at `fraction`; see `samplesForPercentile`. */
export function carriesPercentile(count: number, fraction: number): boolean {
	return count >= 2 && binomialAtMost(1, count, 1 - fraction) <= 1 - CONFIDENCE;
}
