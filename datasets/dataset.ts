/** The parts a dataset comes in. */
export const SPLITS = ["train", "test"] as const;
export type Split = (typeof SPLITS)[number];

/** Labelled samples with their preprocessing applied on the way out. */
export type Dataset = {
	readonly name: string;
	/** Version of the source the samples come from. */
	readonly version: string;
	readonly split: Split;
	/** The sha256 of the raw files of this split, so that other data is never taken for this. */
	readonly sha256: string;
	/** Shape of one sample as `fill` writes it, without the batch dimension. */
	readonly sampleShape: readonly number[];
	readonly sampleCount: number;
	readonly classCount: number;
	/** The class of each sample, 0 … classCount-1. */
	readonly labels: Int32Array;
	/** How a real value comes from a stored one x, as a formula for people. */
	readonly preprocessing: string;
	/**
	 * Writes the preprocessed real values of sample `sample` (0 … sampleCount-1) to the start of `target`, which has room
	 * for one sample at least. Throws a RangeError for a sample that does not exist.
	 */
	readonly fill: (sample: number, target: Float32Array) => void;
};

/** Where a dataset is looked for. */
export type DatasetSource = {
	/** A folder that holds the dataset's files, instead of the usual place. */
	readonly directory?: string | undefined;
};

/** Gives one split of a dataset. Rejects with a `UserError` naming the file that is missing or wrong. */
export type DatasetLoader = (
	split: Split,
	source: DatasetSource,
) => Promise<Dataset>;
