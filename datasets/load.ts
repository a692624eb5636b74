import { unreachable } from "../lib/errors.ts";
import type { Dataset, DatasetSource, Split } from "./dataset.ts";
import { type ImageFolder, loadImageFolder } from "./image-folder.ts";
import { loadMnist, type MnistPart } from "./mnist.ts";

/** Names one split of a dataset: one that comes with the program, or a folder of the user's own. */
export type DatasetRef =
	| ({ readonly name: "mnist"; readonly split: Split } & MnistPart)
	| ({ readonly name: "image-folder"; readonly split: Split } & ImageFolder);

/**
 * Loads one split of a dataset into memory, from `source.directory` if given.
 * Rejects with a `UserError` naming the file that is missing or wrong.
 */
export function loadDataset(
	ref: DatasetRef,
	source: DatasetSource = {},
): Promise<Dataset> {
	switch (ref.name) {
		case "mnist":
			return loadMnist(ref.split, ref, source);
		case "image-folder":
			return loadImageFolder(ref.split, ref, source);
		default:
			return unreachable(ref);
	}
}
