import type { ReadPass } from "../history/launch-reading.ts";
import type { AccuracyMeasurement } from "../plan/outcome.ts";
import {
	agreement,
	type OutputError,
	outputError,
} from "../stats/agreement.ts";
import { mcnemarExact } from "../stats/mcnemar.ts";
import { median } from "../stats/order.ts";

/** What an accuracy pass says of a cell. Accuracies are 0 to 1. */
export type AccuracySummary = {
	readonly dataset: AccuracyMeasurement["dataset"];
	readonly top1: number;
	/** Undefined for five classes or fewer, of which one of five is always right. */
	readonly top5: number | undefined;
	readonly samples: number;
	/** Samples whose outputs were not numbers; they count as wrong. */
	readonly notNumbers: number;
	/** The time of the whole pass, in milliseconds; the median where there were several. */
	readonly datasetMs: number;
	/** Passes whose predictions were not those of the last one: above 0 the cell is not deterministic. */
	readonly deviatingPasses: number;
	/** The last pass, with every prediction. */
	readonly pass: AccuracyMeasurement;
};

/** One side of a disagreement: the predicted class (-1: not a number), and how many classes stood before the true one. */
export type Answer = {
	readonly prediction: number;
	readonly labelRank: number;
};

/** A sample for which two variants of a model predict different classes. */
export type Disagreement = {
	/** The index in the dataset. */
	readonly sample: number;
	readonly reference: Answer;
	readonly variant: Answer;
};

/** A cell held against the same cell of the reference variant, sample by sample. */
export type Comparison = {
	readonly referenceCell: string;
	readonly samples: number;
	/** The share (0 to 1) of samples with the same prediction. */
	readonly agreement: number;
	/** Samples that only one side got right. */
	readonly onlyReferenceRight: number;
	readonly onlyVariantRight: number;
	/** McNemar's exact two-sided test; see stats/mcnemar.ts. */
	readonly mcnemarP: number;
	readonly disagreements: readonly Disagreement[];
	/** Over the outputs that both passes kept; undefined where they kept none or of different shapes. */
	readonly outputError:
		| (OutputError & { readonly samples: number })
		| undefined;
};

/** Summarizes the accuracy passes of a cell, of which there is at least one, in their canonical order. */
export function summarizeAccuracy(
	passes: readonly ReadPass[],
): AccuracySummary {
	const { measurement: pass } = passes.at(-1) as ReadPass;
	const { labelRanks, predictions, classCount } = pass;
	const samples = predictions.length;
	const within = (ranks: number) =>
		labelRanks.filter(
			(rank, index) => rank < ranks && predictions[index] !== -1,
		).length / samples;
	return {
		dataset: pass.dataset,
		top1: within(1),
		top5: classCount > 5 ? within(5) : undefined,
		samples,
		notNumbers: predictions.filter((prediction) => prediction === -1).length,
		datasetMs: median(passes.map(({ measurement }) => measurement.elapsedMs)),
		deviatingPasses: passes.filter(
			({ measurement }) => !samePredictions(measurement, pass),
		).length,
		pass,
	};
}

function samePredictions(
	first: AccuracyMeasurement,
	second: AccuracyMeasurement,
): boolean {
	return (
		first.predictions.length === second.predictions.length &&
		first.predictions.every(
			(prediction, index) => prediction === second.predictions[index],
		)
	);
}

/** A cell's accuracy by the cell's id. */
export type NamedAccuracy = {
	readonly id: string;
	readonly accuracy: AccuracySummary;
};

/** Holds a variant against the reference; undefined when they did not see the same samples of the same dataset. */
export function compareAccuracy(
	reference: NamedAccuracy,
	variant: AccuracySummary,
): Comparison | undefined {
	const [left, right] = [reference.accuracy, variant];
	if (
		left.samples !== right.samples ||
		left.dataset.sha256 !== right.dataset.sha256
	) {
		return undefined;
	}
	const onlyReferenceRight = onlyFirstRight(left.pass, right.pass);
	const onlyVariantRight = onlyFirstRight(right.pass, left.pass);
	return {
		referenceCell: reference.id,
		samples: left.samples,
		agreement: agreement(left.pass.predictions, right.pass.predictions),
		onlyReferenceRight,
		onlyVariantRight,
		mcnemarP: mcnemarExact(onlyReferenceRight, onlyVariantRight),
		disagreements: disagreements(left.pass, right.pass),
		outputError: compareOutputs(left.pass, right.pass),
	};
}

function answerAt(pass: AccuracyMeasurement, sample: number): Answer {
	return {
		prediction: pass.predictions[sample] as number,
		labelRank: pass.labelRanks[sample] as number,
	};
}

function isRight({ prediction, labelRank }: Answer): boolean {
	return labelRank === 0 && prediction !== -1;
}

function onlyFirstRight(
	first: AccuracyMeasurement,
	second: AccuracyMeasurement,
): number {
	return first.predictions.filter(
		(_, sample) =>
			isRight(answerAt(first, sample)) && !isRight(answerAt(second, sample)),
	).length;
}

function disagreements(
	left: AccuracyMeasurement,
	right: AccuracyMeasurement,
): readonly Disagreement[] {
	return left.predictions.flatMap((prediction, sample) =>
		prediction === right.predictions[sample]
			? []
			: [
					{
						sample,
						reference: answerAt(left, sample),
						variant: answerAt(right, sample),
					},
				],
	);
}

function compareOutputs(
	left: AccuracyMeasurement,
	right: AccuracyMeasurement,
): Comparison["outputError"] {
	const { perSample } = left.outputs;
	const [ours, theirs] = [readOutputs(left), readOutputs(right)];
	const samples = Math.min(ours.length, theirs.length) / perSample;
	if (
		perSample === 0 ||
		perSample !== right.outputs.perSample ||
		samples < 1 ||
		!Number.isInteger(samples)
	) {
		return undefined;
	}
	const length = samples * perSample;
	return {
		...outputError(ours.subarray(0, length), theirs.subarray(0, length)),
		samples,
	};
}

function readOutputs({ outputs }: AccuracyMeasurement): Float64Array {
	const bytes = Buffer.from(outputs.values, "base64");
	return Float64Array.from(
		{ length: Math.floor(bytes.length / 4) },
		(_, index) => bytes.readFloatLE(index * 4),
	);
}
