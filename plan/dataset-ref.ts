import { resolve } from "node:path";
import { z } from "zod";

const split = z.enum(["train", "test"]).default("test");

/** How many samples are taken of the split, spread evenly over it. */
const samples = z.int().min(1).optional();

const perChannel = z.union([z.number(), z.array(z.number())]);

const mnist = z.strictObject({ name: z.literal("mnist"), split, samples });

const imageFolder = z.strictObject({
	name: z.literal("image-folder"),
	split,
	directory: z.string().min(1),
	labels: z.string().min(1).optional(),
	samples,
	preprocessing: z.strictObject({
		size: z.tuple([z.int().min(1), z.int().min(1)]),
		crop: z.enum(["none", "center"]).default("center"),
		channels: z.enum(["rgb", "bgr", "gray"]).default("rgb"),
		scale: z.number().default(1 / 255),
		mean: perChannel.default(0),
		std: perChannel.default(1),
	}),
});

/** How a suite names its dataset: `"mnist"`, or a split or a part of it, or a folder of pictures with their preprocessing. */
export const datasetSchema = z.union([
	z
		.literal("mnist")
		.transform((name): z.output<typeof mnist> => ({ name, split: "test" })),
	mnist,
	imageFolder,
]);

/** The dataset of a suite, with its split. */
export type SuiteDataset = z.output<typeof datasetSchema>;

/** The dataset with its paths taken from a folder, where they are relative. */
export function withAbsolutePaths(
	dataset: SuiteDataset,
	directory: string,
): SuiteDataset {
	if (dataset.name !== "image-folder") {
		return dataset;
	}
	const { labels } = dataset;
	return {
		...dataset,
		directory: resolve(directory, dataset.directory),
		...(labels === undefined ? {} : { labels: resolve(directory, labels) }),
	};
}
