import type { TensorData } from "../runtimes/session.ts";

/** What a model's scores say of one sample. */
export type Ranking = {
	/** The class with the highest score, the first of equals; -1 when a score is not a number. */
	readonly prediction: number;
	/** How many classes stand before the true one: 0 means the prediction is right. */
	readonly labelRank: number;
};

/** Ranks the scores of one sample against its label. Quantized scores need no decoding: their order is the same. */
export function rankClasses(scores: TensorData, label: number): Ranking {
	let prediction = 0;
	let labelRank = 0;
	const labelScore = Number(scores[label]);
	for (let index = 0; index < scores.length; index += 1) {
		const score = Number(scores[index]);
		if (Number.isNaN(score)) {
			return { prediction: -1, labelRank: scores.length };
		}
		if (score > Number(scores[prediction])) {
			prediction = index;
		}
		if (score > labelScore || (score === labelScore && index < label)) {
			labelRank += 1;
		}
	}
	return { prediction, labelRank };
}
