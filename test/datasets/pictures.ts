import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import * as assert from "uvu/assert";
import type { Dataset, DatasetSource } from "../../datasets/dataset.ts";
import type { ImageFolder } from "../../datasets/image-folder.ts";
import type { ImagePreprocessing } from "../../datasets/image-preprocessing.ts";
import { loadDataset } from "../../datasets/load.ts";

/** A preprocessing that leaves stored values as they are, for samples of 4 x 6. */
export const PLAIN: ImagePreprocessing = {
	size: [4, 6],
	crop: "none",
	channels: "rgb",
	scale: 1,
	mean: 0,
	std: 1,
};

/** Files by their path below a folder. */
export type Files = Readonly<Record<string, Uint8Array | string>>;

/** Runs `use` on a folder with these files. */
export async function withFolder<Result>(
	files: Files,
	use: (directory: string) => Promise<Result>,
): Promise<Result> {
	const directory = mkdtempSync(join(tmpdir(), "quantgrid-images-"));
	try {
		for (const [name, content] of Object.entries(files)) {
			mkdirSync(dirname(join(directory, name)), { recursive: true });
			writeFileSync(join(directory, name), content);
		}
		return await use(directory);
	} finally {
		rmSync(directory, { recursive: true });
	}
}

/** Loads a folder of pictures, with the plain preprocessing unless `folder` says otherwise. */
export function load(
	directory: string,
	folder: Partial<ImageFolder> = {},
	source: DatasetSource = {},
): Promise<Dataset> {
	return loadDataset(
		{
			name: "image-folder",
			split: "test",
			directory,
			preprocessing: PLAIN,
			...folder,
		},
		source,
	);
}

/** The message of the error that loading a folder with these files gives. */
export function messageOf(
	files: Files,
	folder: (directory: string) => Partial<ImageFolder> = () => ({}),
): Promise<string> {
	return withFolder(files, async (directory) => {
		try {
			await load(directory, folder(directory));
		} catch (error) {
			assert.is((error as Error).name, "UserError", String(error));
			return (error as Error).message.replaceAll(directory, "DIR");
		}
		throw new Error("The folder was read.");
	});
}

/** A picture of one colour. */
export function plain(
	color: { r: number; g: number; b: number; alpha?: number },
	format: "png" | "jpeg" | "webp" | "gif" | "tiff" | "avif" = "png",
	[width, height]: readonly [number, number] = [8, 8],
): Promise<Buffer> {
	const channels = color.alpha === undefined ? 3 : 4;
	return sharp({ create: { width, height, channels, background: color } })
		.toFormat(format)
		.toBuffer();
}

/** A picture of which the value of each pixel is known. */
export function pattern(
	width: number,
	height: number,
	pixel: (x: number, y: number) => readonly [number, number, number],
): Promise<Buffer> {
	const data = Uint8Array.from(
		Array.from({ length: width * height }, (_, i) =>
			pixel(i % width, Math.floor(i / width)),
		).flat(),
	);
	return sharp(data, { raw: { width, height, channels: 3 } })
		.png()
		.toBuffer();
}

/** The real values of a sample. */
export function sampleOf(dataset: Dataset, sample: number): number[] {
	const size = dataset.sampleShape.reduce((a, b) => a * b, 1);
	const target = new Float32Array(size);
	dataset.fill(sample, target);
	return [...target];
}

/** Pictures of one colour. */
export const RED = await plain({ r: 255, g: 0, b: 0 });
export const BLUE = await plain({ r: 0, g: 0, b: 255 });
