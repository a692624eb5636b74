import type { RecordedAccuracy } from "./recorded-run.ts";

/** The share (0 to 1) of samples whose predicted class is the true one. */
export function top1Of({ predictions, labelRanks }: RecordedAccuracy): number {
	const right = labelRanks.filter(
		(rank, sample) => rank === 0 && predictions[sample] !== -1,
	);
	return right.length / labelRanks.length;
}
