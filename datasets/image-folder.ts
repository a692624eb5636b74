import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { errorCode, errorText, UserError } from "../lib/errors.ts";
import type { Dataset, DatasetSource, Split } from "./dataset.ts";
import { type ImageFile, type ImageFiles, listImages } from "./image-files.ts";
import {
	channelCount,
	checkPreprocessing,
	describePreprocessing,
	type ImagePreprocessing,
	realValues,
} from "./image-preprocessing.ts";
import { spread } from "./spread.ts";

/** A folder of the user's own pictures, with one sub-folder for each label. */
export type ImageFolder = {
	readonly directory: string;
	/** A file with one label a line, which gives the classes their numbers; the sub-folders in their order without it. */
	readonly labels?: string | undefined;
	/** How many samples to take, spread evenly over all; all of them where it is absent. */
	readonly samples?: number | undefined;
	readonly preprocessing: ImagePreprocessing;
};

type Sharp = typeof import("sharp").default;

/** Decodes one file into the place of its sample. */
type Decoder = (
	image: ImageFile,
	bytes: Uint8Array,
	target: Uint8Array,
) => Promise<void>;

/** All samples stay in memory, one byte for each value. */
const MAX_BYTES = 2 ** 30;

/**
 * Loads a folder of pictures: JPEG, PNG, WebP, GIF (its first picture), TIFF and AVIF, transparent ones on black. They are
 * decoded and resized beforehand, so that `fill` only looks up values. Samples stand in the order of the labels' folders
 * and of the files' names. `sha256` covers the names, labels and bytes of the files taken. Rejects with a `UserError` naming the file that is no picture, the
 * folder that is no label, or the limit (1 GiB decoded) that the samples exceed.
 */
export async function loadImageFolder(
	split: Split,
	folder: ImageFolder,
	source: DatasetSource,
): Promise<Dataset> {
	const { preprocessing } = folder;
	const directory = source.directory ?? folder.directory;
	checkPreprocessing(preprocessing);
	const {
		classNames,
		notes,
		images: taken,
	} = await takenImages({ ...folder, directory });
	const sampleShape = [...preprocessing.size, channelCount(preprocessing)];
	const sampleBytes = sampleShape.reduce((a, b) => a * b, 1);
	const decodedCount = Math.min(taken.length, source.needed ?? taken.length);
	checkMemory(directory, decodedCount, sampleBytes);
	const pixels = new Uint8Array(decodedCount * sampleBytes);
	const sha256 = await readImages(taken, {
		directory,
		decode: decoder(await loadSharp(), directory, preprocessing),
		target: (sample) =>
			sample < decodedCount
				? pixels.subarray(sample * sampleBytes, (sample + 1) * sampleBytes)
				: undefined,
	});
	return {
		name: "image-folder",
		version: "local files",
		split,
		sha256,
		sampleShape,
		sampleCount: taken.length,
		classCount: classNames.length,
		classNames,
		labels: Int32Array.from(taken, ({ label }) => label),
		preprocessing: describePreprocessing(preprocessing),
		notes,
		fill: filler(pixels, sampleBytes, realValues(preprocessing)),
	};
}

/** Lists a folder of pictures as `loadImageFolder` takes them, without decoding any; rejects as `listImages` does. */
export async function takenImages({
	directory,
	labels,
	samples,
}: Pick<ImageFolder, "directory" | "labels" | "samples">): Promise<ImageFiles> {
	const listed = await listImages(directory, labels);
	return {
		...listed,
		images: spread(listed.images, { dataset: "image-folder", samples }),
	};
}

function checkMemory(
	directory: string,
	count: number,
	sampleBytes: number,
): void {
	const limit = Math.floor(MAX_BYTES / sampleBytes);
	if (count > limit) {
		throw new UserError(
			`${directory}: its ${count} pictures do not fit into memory at this size; ${limit} do (1 GiB). Say samples: ${limit} or fewer in the dataset, or choose a smaller size.`,
		);
	}
}

async function loadSharp(): Promise<Sharp> {
	try {
		const sharp = (await import("sharp")).default;
		// Every picture is decoded once.
		sharp.cache(false);
		return sharp;
	} catch (error) {
		throw new UserError(
			`The dataset image-folder needs the package sharp, which cannot be loaded (${errorText(error)}). Run npm install sharp.`,
			{ cause: error },
		);
	}
}

function decoder(
	sharp: Sharp,
	directory: string,
	{ size, crop, channels }: ImagePreprocessing,
): Decoder {
	const [height, width] = size;
	return async (image, bytes, target) => {
		let data: Uint8Array;
		try {
			data = await sharp(bytes, { failOn: "warning" })
				.flatten({ background: "black" })
				.toColourspace(channels === "gray" ? "b-w" : "srgb")
				.resize({
					width,
					height,
					fit: crop === "center" ? "cover" : "fill",
					kernel: "linear",
					// Shrinking while a JPEG is decoded gives other values.
					fastShrinkOnLoad: false,
				})
				.raw({ depth: "uchar" })
				.toBuffer();
		} catch (error) {
			throw new UserError(
				`${join(directory, image.path)}: the picture cannot be decoded (${errorText(error)}). Replace it, or take it out of the folder.`,
				{ cause: error },
			);
		}
		if (data.length !== target.length) {
			throw new UserError(
				`${join(directory, image.path)}: the picture gives ${data.length} values, not ${target.length}. Convert it to an ordinary colour PNG.`,
			);
		}
		target.set(data);
		if (channels === "bgr") {
			swapRedAndBlue(target);
		}
	};
}

function swapRedAndBlue(pixels: Uint8Array): void {
	for (let i = 0; i < pixels.length; i += 3) {
		const red = pixels[i] as number;
		pixels[i] = pixels[i + 2] as number;
		pixels[i + 2] = red;
	}
}

/** Reads the files in their order, decodes those that have a target, and gives the sha256 of all. */
async function readImages(
	images: readonly ImageFile[],
	{
		directory,
		decode,
		target,
	}: {
		readonly directory: string;
		readonly decode: Decoder;
		readonly target: (sample: number) => Uint8Array | undefined;
	},
): Promise<string> {
	const hash = createHash("sha256");
	const step = 2 * availableParallelism();
	for (let start = 0; start < images.length; start += step) {
		const group = images.slice(start, start + step);
		const files = await Promise.all(
			group.map(({ path }) => read(join(directory, path))),
		);
		files.forEach((bytes, i) => {
			const { path, label } = group[i] as ImageFile;
			hash.update(`${JSON.stringify([path, label, bytes.length])}\n`);
			hash.update(bytes);
		});
		await Promise.all(
			files.map(async (bytes, i) => {
				const place = target(start + i);
				if (place !== undefined) {
					await decode(group[i] as ImageFile, bytes, place);
				}
			}),
		);
	}
	return hash.digest("hex");
}

async function read(path: string): Promise<Uint8Array> {
	try {
		return await readFile(path);
	} catch (error) {
		throw new UserError(
			`${path}: the picture cannot be read (${errorCode(error) ?? errorText(error)}). Replace it, or take it out of the folder.`,
			{ cause: error },
		);
	}
}

function filler(
	pixels: Uint8Array,
	size: number,
	reals: readonly Float32Array[],
): Dataset["fill"] {
	const count = pixels.length / size;
	return (sample, target) => {
		if (!(Number.isInteger(sample) && sample >= 0 && sample < count)) {
			throw new RangeError(
				`The sample ${sample} does not exist: there are ${count}.`,
			);
		}
		const start = sample * size;
		reals.forEach((values, channel) => {
			for (let i = channel; i < size; i += reals.length) {
				target[i] = values[pixels[start + i] as number] as number;
			}
		});
	};
}
