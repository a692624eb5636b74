import { type DatasetRef, loadDataset } from "../../../datasets/load.ts";
import { UserError } from "../../../lib/errors.ts";
import { sha256 } from "../../../lib/hash.ts";
import { readNpyFile } from "../../../lib/npy.ts";
import type { CalibrationPlan } from "../../../plan/calibration.ts";
import {
	datasetSamples,
	type GraphInput,
	npySamples,
	randomSamples,
	type Samples,
} from "./samples.ts";

/** Where the samples of a calibration come from, before the model is known. */
export type SampleSource = {
	/** Tells one source from another: the data, how much of it, and the seed. */
	readonly digest: string;
	readonly open: (inputs: readonly GraphInput[]) => Samples;
};

/** Random floats are drawn from here unless a range is given: where the worker draws its inputs from. */
const DEFAULT_RANDOM = { min: -1, max: 1 } as const;

/**
 * Opens the source that a plan names; without one, the training part of the dataset, or random values where there is no
 * dataset. Rejects with a UserError for a file or dataset that cannot be read.
 */
export async function sampleSource(
	plan: CalibrationPlan,
	dataset: DatasetRef | undefined,
): Promise<SampleSource> {
	const source = plan.source ?? (dataset === undefined ? "random" : "dataset");
	if (source === "dataset") {
		return datasetSource(plan, dataset);
	}
	if (source === "random") {
		return randomSource(plan, DEFAULT_RANDOM);
	}
	return "npy" in source
		? npySource(plan, source.npy)
		: randomSource(plan, source.random);
}

async function datasetSource(
	{ samples, seed }: CalibrationPlan,
	ref: DatasetRef | undefined,
): Promise<SampleSource> {
	if (ref === undefined) {
		throw new UserError(
			'The calibration is to use the dataset, but none is named. Name a dataset, or calibrate with "random" or .npy files.',
		);
	}
	const dataset = await loadDataset(
		ref.name === "image-folder"
			? { ...ref, samples: Math.min(ref.samples ?? samples, samples) }
			: { name: ref.name, split: "train" },
	);
	const { sha256: data, preprocessing } = dataset;
	return {
		digest: digestOf({ data, preprocessing, samples, seed }),
		open: (inputs) => datasetSamples(dataset, inputs, { samples, seed }),
	};
}

async function npySource(
	{ samples }: CalibrationPlan,
	paths: readonly string[],
): Promise<SampleSource> {
	const files = await Promise.all(
		paths.map(async (path) => ({ ...(await readNpyFile(path)), path })),
	);
	const data = files.map(
		({ shape, data: { buffer, byteOffset, byteLength } }) => [
			shape,
			sha256(new Uint8Array(buffer, byteOffset, byteLength)),
		],
	);
	return {
		digest: digestOf({ data, samples }),
		open: (inputs) => npySamples(files, inputs, { samples }),
	};
}

function randomSource(
	{ samples, seed }: CalibrationPlan,
	range: { readonly min: number; readonly max: number },
): SampleSource {
	return {
		digest: digestOf({ range, samples, seed }),
		open: () => randomSamples({ ...range, samples, seed }),
	};
}

function digestOf(parts: object): string {
	return sha256(JSON.stringify(parts));
}
