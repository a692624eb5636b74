import type { Dataset } from "../../datasets/dataset.ts";
import type { TensorSpec } from "../../plan/graph-interface.ts";
import type { AccuracyMeasurement } from "../../plan/outcome.ts";
import type { Session, TensorData } from "../runtimes/session.ts";
import { rankClasses } from "./classes.ts";
import type { SampleEncoder } from "./inputs.ts";

/** What an accuracy pass works with. */
export type AccuracyPass = {
	readonly session: Session;
	readonly dataset: Dataset;
	readonly encode: SampleEncoder;
	readonly output: TensorSpec;
	/** How many samples' outputs are kept, for the comparison of outputs. */
	readonly keepOutputs: number;
};

/** What an accuracy pass finds out by itself; the rest of the measurement is known before. */
export type AccuracyResult = Pick<
	AccuracyMeasurement,
	"classCount" | "elapsedMs" | "predictions" | "labelRanks" | "outputs"
>;

/** Runs every sample of the dataset through the session, one by one, as the latency passes do. */
export async function measureAccuracy(
	pass: AccuracyPass,
): Promise<AccuracyResult> {
	const { session, dataset, encode, output, keepOutputs } = pass;
	const predictions: number[] = [];
	const labelRanks: number[] = [];
	const kept: Buffer[] = [];
	let classCount = 0;
	const start = performance.now();
	for (let sample = 0; sample < dataset.sampleCount; sample += 1) {
		const [scores] = await session.infer([encode(sample)]);
		if (scores === undefined) {
			throw new Error("the model has no output");
		}
		const { prediction, labelRank } = rankClasses(
			scores,
			dataset.labels[sample] as number,
		);
		predictions.push(prediction);
		labelRanks.push(labelRank);
		classCount = scores.length;
		if (sample < keepOutputs) {
			kept.push(realBytes(scores, output));
		}
	}
	return {
		classCount,
		elapsedMs: performance.now() - start,
		predictions,
		labelRanks,
		outputs: {
			perSample: classCount,
			values: Buffer.concat(kept).toString("base64"),
		},
	};
}

/** The real values of an output, as little-endian float32. */
function realBytes(stored: TensorData, { quantization }: TensorSpec): Buffer {
	const { scale, zeroPoint } = quantization ?? { scale: 1, zeroPoint: 0 };
	const bytes = Buffer.alloc(stored.length * 4);
	for (let index = 0; index < stored.length; index += 1) {
		bytes.writeFloatLE((Number(stored[index]) - zeroPoint) * scale, index * 4);
	}
	return bytes;
}
