import type {
	Dataset,
	DatasetLoader,
	DatasetSource,
	Split,
} from "./dataset.ts";
import { loadMnist } from "./mnist.ts";

/** Every dataset by name. */
export const DATASETS = {
	mnist: loadMnist,
} as const satisfies Record<string, DatasetLoader>;

export type DatasetName = keyof typeof DATASETS;

/** Names one split of a dataset. */
export type DatasetRef = {
	readonly name: DatasetName;
	readonly split: Split;
};

/**
 * Loads one split of a dataset into memory, from `source.directory` if given.
 * Rejects with a `UserError` naming the file that is missing or wrong.
 */
export function loadDataset(
	ref: DatasetRef,
	source: DatasetSource = {},
): Promise<Dataset> {
	return DATASETS[ref.name](ref.split, source);
}
