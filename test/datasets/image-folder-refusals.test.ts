import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ImagePreprocessing } from "../../datasets/image-preprocessing.ts";
import { sharedModel } from "../support/shared.ts";
import { messageOf, PLAIN, pattern, RED } from "./pictures.ts";

test("a file that is no picture names itself, and so does a truncated one", async () => {
	assert.match(
		await messageOf({ "a/1.png": RED, "a/2.png": "hello" }),
		/^DIR\/a\/2.png: the picture cannot be decoded \(.+\)\. Replace it/,
	);
	const noise = await pattern(64, 64, (x, y) => [x * y, x ^ y, x + y]);
	assert.match(
		await messageOf({ "a/1.png": noise.subarray(0, noise.length / 2) }),
		/^DIR\/a\/1.png: the picture cannot be decoded/,
	);
	const photo = await sharp(noise).jpeg().toBuffer();
	assert.match(
		await messageOf({ "a/1.jpg": photo.subarray(0, photo.length / 2) }),
		/^DIR\/a\/1.jpg: the picture cannot be decoded/,
	);
});

test("a kind of picture that is not read is refused, not left out", async () => {
	const bird = sharedModel("bird.bmp");
	const bytes = bird === undefined ? "BM" : readFileSync(bird);
	assert.match(
		await messageOf({ "a/1.png": RED, "a/bird.bmp": bytes }),
		/^a\/bird.bmp: pictures of the kind bmp are not read. Convert it to PNG/,
	);
});

test("a folder that is no label is refused", async () => {
	const refusal = (labels: string) =>
		messageOf({ "a/1.png": RED, "labels.txt": labels }, (directory) => ({
			labels: join(directory, "labels.txt"),
		}));
	assert.match(
		await refusal("b\n"),
		/^DIR\/a: the folder's name is not among the labels in DIR\/labels.txt/,
	);
	assert.match(await refusal("a\na\n"), /more than once among the labels/);
	assert.match(await refusal("\n"), /the file of labels is empty/);
	assert.match(
		await messageOf({ "a/1.png": RED }, (directory) => ({
			labels: join(directory, "l.txt"),
		})),
		/l.txt: the file of labels cannot be read \(ENOENT\)/,
	);
});

test("a folder without pictures and one that is not there are refused", async () => {
	assert.match(
		await messageOf({ "1.png": RED }),
		/^DIR: there are no pictures in its sub-folders/,
	);
	assert.match(
		await messageOf({}, (directory) => ({
			directory: join(directory, "none"),
		})),
		/^DIR\/none: the folder of pictures cannot be read \(ENOENT\)/,
	);
});

const WRONG: readonly [Partial<ImagePreprocessing>, RegExp][] = [
	[{ size: [0, 6] }, /size is 0 x 6, not whole numbers from 1 to 4096/],
	[{ size: [4, 6.5] }, /size is 4 x 6.5/],
	[{ scale: Number.NaN }, /scale is NaN/],
	[{ mean: [1, 2] }, /mean has 2 numbers for 3 channels/],
	[{ mean: Number.POSITIVE_INFINITY }, /mean is Infinity, not finite/],
	[{ std: [1, 0, 1] }, /std is 1, 0, 1, not finite and other than zero/],
];

for (const [wrong, message] of WRONG) {
	test(`a preprocessing with ${Object.keys(wrong)} ${Object.values(wrong)} is refused`, async () => {
		const preprocessing = { ...PLAIN, ...wrong };
		assert.match(
			await messageOf({ "a/1.png": RED }, () => ({ preprocessing })),
			message,
		);
	});
}

test("more samples than fit into memory are refused before any is read", async () => {
	const preprocessing = { ...PLAIN, size: [4096, 4096] as const };
	const files = Object.fromEntries(
		Array.from({ length: 22 }, (_, i) => [`a/${i}.png`, "not read"]),
	);
	assert.match(
		await messageOf(files, () => ({ preprocessing })),
		/^DIR: its 22 pictures do not fit into memory at this size; 21 do \(1 GiB\). Say samples: 21/,
	);
	assert.match(
		await messageOf({ "a/1.png": RED }, () => ({ samples: 0 })),
		/cannot take 0 samples/,
	);
});

test.run();
