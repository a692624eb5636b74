import { join } from "node:path";
import sharp from "sharp";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Dataset } from "../../datasets/dataset.ts";
import type { ImagePreprocessing } from "../../datasets/image-preprocessing.ts";
import {
	BLUE,
	type Files,
	load,
	PLAIN,
	pattern,
	plain,
	RED,
	sampleOf,
	withFolder,
} from "./pictures.ts";

test("the sub-folders in their order are the classes, and the files in theirs the samples", async () => {
	const files = {
		"b/2.png": RED,
		"b/10.png": BLUE,
		"a/x.png": BLUE,
		"c/y.PNG": RED,
	};
	const dataset = await withFolder(files, load);
	assert.equal(dataset.classNames, ["a", "b", "c"]);
	assert.equal([...dataset.labels], [0, 1, 1, 2]);
	assert.is(dataset.sampleCount, 4);
	assert.is(dataset.classCount, 3);
	assert.equal(dataset.sampleShape, [4, 6, 3]);
	assert.equal(
		[0, 1, 2, 3].map((sample) => sampleOf(dataset, sample).slice(0, 3)),
		[
			[0, 0, 255],
			[0, 0, 255],
			[255, 0, 0],
			[255, 0, 0],
		],
	);
	assert.equal(dataset.notes, []);
});

test("a picture of the size asked for comes out pixel by pixel", async () => {
	const picture = await pattern(6, 4, (x, y) => [10 * x, 20 * y, x + y]);
	const dataset = await withFolder({ "a/p.png": picture }, load);
	const expected = Array.from({ length: 24 }, (_, i) => {
		const [x, y] = [i % 6, Math.floor(i / 6)];
		return [10 * x, 20 * y, x + y];
	}).flat();
	assert.equal(sampleOf(dataset, 0), expected);
});

for (const format of ["png", "jpeg", "webp", "gif", "tiff", "avif"] as const) {
	test(`${format} is read`, async () => {
		const picture = await plain({ r: 200, g: 100, b: 50 }, format);
		const ending = format === "jpeg" ? "jpg" : format;
		const dataset = await withFolder({ [`a/p.${ending}`]: picture }, load);
		const [r, g, b] = sampleOf(dataset, 0) as [number, number, number];
		// Lossy formats may be off by a little.
		assert.ok(
			Math.abs(r - 200) < 6 && Math.abs(g - 100) < 6 && Math.abs(b - 50) < 6,
		);
	});
}

test("grey pictures, pictures with 16 bits and transparent ones become three channels of 8 bits", async () => {
	const grey = await sharp(RED).toColourspace("b-w").png().toBuffer();
	const deep = await sharp(
		Uint16Array.from({ length: 3 * 64 }, (_, i) => (i % 3) * 25_700),
		{ raw: { width: 8, height: 8, channels: 3 } },
	)
		.toColourspace("rgb16")
		.png()
		.toBuffer();
	const clear = await plain({ r: 90, g: 80, b: 70, alpha: 0 });
	assert.is((await sharp(deep).metadata()).depth, "ushort");
	const files = { "a/1.png": grey, "a/2.png": deep, "a/3.png": clear };
	const dataset = await withFolder(files, load);
	const [first, second, third] = [0, 1, 2].map((sample) =>
		sampleOf(dataset, sample).slice(0, 3),
	);
	assert.is(new Set(first).size, 1);
	assert.equal(second, [0, 100, 200]);
	assert.equal(third, [0, 0, 0]);
});

test("bgr exchanges red and blue, gray gives one channel", async () => {
	const picture = await plain({ r: 10, g: 20, b: 30 });
	const [bgr, gray] = await withFolder({ "a/p.png": picture }, (directory) =>
		Promise.all(
			(["bgr", "gray"] as const).map((channels) =>
				load(directory, { preprocessing: { ...PLAIN, channels } }),
			),
		),
	);
	assert.ok(bgr && gray);
	assert.equal(sampleOf(bgr, 0).slice(0, 6), [30, 20, 10, 30, 20, 10]);
	assert.equal(gray.sampleShape, [4, 6, 1]);
	const values = new Set(sampleOf(gray, 0));
	assert.is(values.size, 1);
	assert.ok([...values].every((value) => value >= 15 && value <= 25));
});

test("values are scaled, the mean is taken off and the rest divided, for each channel", async () => {
	const picture = await plain({ r: 51, g: 102, b: 204 });
	const preprocessing: ImagePreprocessing = {
		...PLAIN,
		scale: 1 / 255,
		mean: [0.1, 0.2, 0.3],
		std: [1, 2, 0.5],
	};
	const dataset = await withFolder({ "a/p.png": picture }, (directory) =>
		load(directory, { preprocessing }),
	);
	assert.equal(sampleOf(dataset, 0).slice(0, 3), [
		...Float32Array.of(
			(51 / 255 - 0.1) / 1,
			(102 / 255 - 0.2) / 2,
			(204 / 255 - 0.3) / 0.5,
		),
	]);
	assert.is(
		dataset.preprocessing,
		"4 x 6 rgb, stretched, bilinear; (x * 0.00392157 - [0.1, 0.2, 0.3]) / [1, 2, 0.5]",
	);
});

test("center cuts off both sides, none stretches", async () => {
	// Thirds of red, green and blue, three times as wide as high.
	const picture = await pattern(36, 12, (x) =>
		x < 12 ? [255, 0, 0] : x < 24 ? [0, 255, 0] : [0, 0, 255],
	);
	const size = [6, 6] as const;
	const [center, none] = await withFolder({ "a/p.png": picture }, (directory) =>
		Promise.all(
			(["center", "none"] as const).map((crop) =>
				load(directory, { preprocessing: { ...PLAIN, size, crop } }),
			),
		),
	);
	assert.ok(center && none);
	const row = (dataset: Dataset) => {
		const values = sampleOf(dataset, 0);
		return [0, 1, 2, 3, 4, 5].map((x) => values.slice(3 * x, 3 * x + 3));
	};
	assert.ok(
		row(center)
			.slice(1, 5)
			.every(([r, g, b]) => r === 0 && g === 255 && b === 0),
	);
	assert.ok((row(none)[0]?.[0] ?? 0) > 200 && (row(none)[5]?.[2] ?? 0) > 200);
});

test("a file of labels gives the classes their numbers", async () => {
	const files = {
		"cat/1.png": RED,
		"dog/1.png": BLUE,
		"labels.txt": "dog\r\nbird\ncat\n\n",
	};
	const dataset = await withFolder(files, (directory) =>
		load(directory, { labels: join(directory, "labels.txt") }),
	);
	assert.equal(dataset.classNames, ["dog", "bird", "cat"]);
	assert.equal([...dataset.labels], [2, 0]);
	assert.equal(dataset.notes, [
		"labels.txt is no picture in a label's folder and was left out.",
	]);
});

test("other files, hidden ones and empty folders are left out and said", async () => {
	const files = {
		"a/1.png": RED,
		"a/.hidden.png": "no picture",
		"a/notes.txt": "no picture",
		"a/deeper/2.png": RED,
		".git/config": "",
		"top.png": RED,
		"empty/readme.md": "",
	};
	const dataset = await withFolder(files, load);
	assert.is(dataset.sampleCount, 1);
	assert.equal(dataset.classNames, ["a", "empty"]);
	assert.equal(dataset.notes, [
		"Each of these 6 is no picture in a label's folder and was left out: .git, top.png, a/.hidden.png, a/notes.txt, a/deeper and 1 more.",
		"empty has no pictures.",
	]);
});

test("some of the samples are spread evenly over all", async () => {
	const files = Object.fromEntries(
		["a", "b"].flatMap((label) =>
			[1, 2, 3].map((i) => [`${label}/${i}.png`, RED]),
		),
	);
	await withFolder(files, async (directory) => {
		const some = await load(directory, { samples: 2 });
		assert.equal([...some.labels], [0, 1]);
		const all = await load(directory, { samples: 100 });
		assert.is(all.sampleCount, 6);
		assert.is.not(some.sha256, all.sha256);
	});
});

test("samples that are not needed are not decoded, and the rest says the same", async () => {
	const files = { "a/1.png": RED, "a/2.png": BLUE, "a/3.png": "no picture" };
	await withFolder(files, async (directory) => {
		const one = await load(directory, {}, { needed: 1 });
		const two = await load(directory, {}, { needed: 2 });
		assert.is(one.sampleCount, 3);
		assert.is(one.sha256, two.sha256);
		assert.equal(sampleOf(one, 0), sampleOf(two, 0));
		assert.throws(() => sampleOf(one, 1), /sample 1 does not exist/);
	});
});

test("the hash follows names, labels and bytes", async () => {
	const hash = async (files: Files) => (await withFolder(files, load)).sha256;
	const hashes = [
		await hash({ "a/1.png": RED, "b/1.png": BLUE }),
		await hash({ "a/1.png": BLUE, "b/1.png": BLUE }),
		await hash({ "a/2.png": RED, "b/1.png": BLUE }),
		await hash({ "a/1.png": RED, "c/1.png": BLUE }),
	];
	assert.is(new Set(hashes).size, 4);
	assert.is(await hash({ "a/1.png": RED, "b/1.png": BLUE }), hashes[0]);
});

test.run();
