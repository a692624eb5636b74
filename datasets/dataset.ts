/** The parts a dataset comes in. */
export const SPLITS = ["train", "test"] as const;
/** A part of a dataset. */
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
	/** The name of each class, where classes have names. */
	readonly classNames?: readonly string[] | undefined;
	/** The class of each sample, 0 … classCount-1. */
	readonly labels: Int32Array;
	/** How a real value comes from a stored one x, as a formula for people. */
	readonly preprocessing: string;
	/** What people should know about how it was read, one sentence each. */
	readonly notes?: readonly string[] | undefined;
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
	/**
	 * How many samples will be asked for, from the first on. A loader may leave the others unread, and `fill` then throws a
	 * RangeError for them; everything else says the same as without.
	 */
	readonly needed?: number | undefined;
};
