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

/** Runs every sample of the dataset through the session, one after the other, as the latency passes do. */
export async function measureAccuracy(
	pass: AccuracyPass,
): Promise<AccuracyResult> {
	const { dataset, output, keepOutputs } = pass;
	const predictions: number[] = [];
	const labelRanks: number[] = [];
	const kept: Buffer[] = [];
	let classCount = 0;
	const start = performance.now();
	for await (const { sample, scores } of scoresOf(pass)) {
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

type Scored = { readonly sample: number; readonly scores: TensorData };

/** How many bytes of inputs go to a session at once that takes several samples: enough that messages cost little. */
const PORTION_BYTES = 1 << 20;

async function* scoresOf(pass: AccuracyPass): AsyncGenerator<Scored> {
	for (let sample = 0; sample < pass.dataset.sampleCount; ) {
		for (const [scores] of await inferFrom(sample, pass)) {
			if (scores === undefined) {
				throw new Error("the model has no output");
			}
			yield { sample, scores };
			sample += 1;
		}
	}
}

/** The outputs of one sample, or of as many from that one on as the session takes at once. */
async function inferFrom(
	first: number,
	{ session, dataset, encode }: AccuracyPass,
): Promise<readonly (readonly TensorData[])[]> {
	if (session.inferEach === undefined) {
		return [await session.infer([encode(first)])];
	}
	const portion: TensorData[][] = [];
	for (
		let sample = first, bytes = 0;
		sample < dataset.sampleCount && bytes < PORTION_BYTES;
		sample += 1
	) {
		// The encoder writes every sample into the same array.
		const input = encode(sample).slice();
		portion.push([input]);
		bytes += input.byteLength;
	}
	return session.inferEach(portion);
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
