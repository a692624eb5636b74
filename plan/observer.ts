import { DoublingHistogram } from "../lib/doubling-histogram.ts";
import type { Observed } from "./recording.ts";

/** Watches the values of a tensor, run by run. */
export type Observer = {
	/** Notes the values of a run. */
	readonly look: (values: Float32Array) => void;
	readonly seen: () => Observed;
};

/**
 * Values from here on are no values: kernels clamp what is infinite to the greatest float32, 3.4e38
 * (ai-edge-quantizer, utils/qsv_utils.py, leaves out the same).
 */
const LEAST_INFINITE = 3e38;

/** Starts to watch a tensor; with `histogram`, the values are counted as well. */
export function observer(histogram: boolean): Observer {
	const mins: (number | null)[] = [];
	const maxs: (number | null)[] = [];
	const counted = histogram ? new DoublingHistogram() : undefined;
	let notFinite = 0;
	return {
		look: (values) => {
			let min = Infinity;
			let max = -Infinity;
			for (const value of values) {
				if (Math.abs(value) < LEAST_INFINITE) {
					min = value < min ? value : min;
					max = value > max ? value : max;
					counted?.add(value);
				} else {
					notFinite += 1;
				}
			}
			mins.push(min <= max ? min : null);
			maxs.push(min <= max ? max : null);
		},
		seen: () => ({
			mins,
			maxs,
			notFinite,
			...(counted && { histogram: counted.bins() }),
		}),
	};
}
