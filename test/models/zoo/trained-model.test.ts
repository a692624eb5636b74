import { execFileSync, spawnSync } from "node:child_process";
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { trainedModel } from "../../../models/zoo/trained-model.ts";
import type { TrainingProgress } from "../../../models/zoo/training.ts";
import { smallMnist } from "../../datasets/mnist-files.ts";

// 400 images instead of 60,000: the same code, in a moment.
const mnist = smallMnist(400);
const caches: string[] = [];
process.env.QUANTGRID_MNIST = mnist;
test.after(() => {
	for (const directory of [mnist, ...caches]) {
		rmSync(directory, { recursive: true });
	}
});

function emptyCache(): string {
	const directory = mkdtempSync(join(tmpdir(), "quantgrid-zoo-"));
	caches.push(directory);
	return directory;
}

const weights = (path: string) =>
	readFileSync(join(dirname(path), "weights.bin"));

test("two trainings give the same bytes", async () => {
	const first = await trainedModel("mnist-cnn", {
		cacheDirectory: emptyCache(),
	});
	const second = await trainedModel("mnist-cnn", {
		cacheDirectory: emptyCache(),
	});
	assert.ok(first.isNew && second.isNew);
	assert.ok(weights(first.path).equals(weights(second.path)));
	assert.ok(readFileSync(first.path).equals(readFileSync(second.path)));
	assert.is(weights(first.path).length, 4 * 20_410);
});

test("two trainings with dropout and a falling learning rate give the same bytes", async () => {
	const models = [];
	for (let i = 0; i < 2; i++) {
		models.push(
			await trainedModel("deep-mnist", { cacheDirectory: emptyCache() }),
		);
	}
	const [first, second] = models.map(({ path }) => weights(path));
	assert.ok(first && second?.equals(first));
	assert.is(first.length, 4 * 3_274_634);
});

test("another seed gives other weights in another place", async () => {
	const cacheDirectory = emptyCache();
	const first = await trainedModel("mnist-cnn", { cacheDirectory });
	const second = await trainedModel("mnist-cnn", { cacheDirectory, seed: 2 });
	assert.is.not(first.path, second.path);
	assert.not.ok(weights(first.path).equals(weights(second.path)));
});

test("the second call takes the model from the cache without training", async () => {
	const cacheDirectory = emptyCache();
	const first = await trainedModel("mnist-cnn", { cacheDirectory });
	const progress: TrainingProgress[] = [];
	const second = await trainedModel("mnist-cnn", {
		cacheDirectory,
		onProgress: (step) => progress.push(step),
	});
	assert.equal(second, { ...first, isNew: false });
	assert.equal(progress, []);
});

test("a model from the cache does not load TensorFlow.js", async () => {
	const cacheDirectory = emptyCache();
	await trainedModel("mnist-cnn", { cacheDirectory });
	const zoo = resolve(import.meta.dirname, "../../../models/zoo");
	const program = `
		import { createRequire } from "node:module";
		import { trainedModel } from ${JSON.stringify(pathToFileURL(join(zoo, "trained-model.js")).href)};
		const { isNew } = await trainedModel("mnist-cnn", { cacheDirectory: ${JSON.stringify(cacheDirectory)} });
		const modules = Object.keys(createRequire(import.meta.url).cache);
		console.log(isNew, modules.filter((name) => name.endsWith(".js")).length);`;
	const output = execFileSync(
		process.execPath,
		["--input-type=module", "-e", program],
		{ encoding: "utf8" },
	);
	assert.is(output, "false 0\n");
});

test("a training writes nothing to the terminal", () => {
	const zoo = resolve(import.meta.dirname, "../../../models/zoo");
	const program = `
		import { trainedModel } from ${JSON.stringify(pathToFileURL(join(zoo, "trained-model.js")).href)};
		await trainedModel("mnist-cnn", { cacheDirectory: ${JSON.stringify(emptyCache())} });`;
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		["--input-type=module", "-e", program],
		{ encoding: "utf8" },
	);
	assert.equal(
		{ status, stdout, stderr },
		{ status: 0, stdout: "", stderr: "" },
	);
});

for (const file of ["weights.bin", "model.json", "entry.json"]) {
	test(`a cache entry with a damaged ${file} is made again`, async () => {
		const cacheDirectory = emptyCache();
		const { path } = await trainedModel("mnist-cnn", { cacheDirectory });
		const victim = join(dirname(path), file);
		const intact = readFileSync(victim);
		writeFileSync(victim, intact.subarray(0, 50));
		const again = await trainedModel("mnist-cnn", { cacheDirectory });
		assert.ok(again.isNew);
		assert.ok(readFileSync(victim).equals(intact));
		assert.equal(readdirSync(join(cacheDirectory, "models")).length, 1);
	});
}

test("a cache entry whose record names no files is made again", async () => {
	const cacheDirectory = emptyCache();
	const { path } = await trainedModel("mnist-cnn", { cacheDirectory });
	writeFileSync(join(dirname(path), "entry.json"), '{"sha256":{}}');
	const { isNew } = await trainedModel("mnist-cnn", { cacheDirectory });
	assert.ok(isNew);
});

test("trainings of the same model at once leave one whole entry", async () => {
	const cacheDirectory = emptyCache();
	const models = await Promise.all(
		[1, 2, 3].map(() => trainedModel("mnist-cnn", { cacheDirectory })),
	);
	assert.is(new Set(models.map(({ path }) => path)).size, 1);
	assert.equal(readdirSync(join(cacheDirectory, "models")).length, 1);
	const { isNew } = await trainedModel("mnist-cnn", { cacheDirectory });
	assert.not.ok(isNew);
});

test("progress counts up to all samples with a finite loss", async () => {
	const progress: TrainingProgress[] = [];
	await trainedModel("mnist-cnn", {
		cacheDirectory: emptyCache(),
		onProgress: (step) => progress.push(step),
	});
	assert.equal(
		progress.map(({ done, total }) => [done, total]),
		[
			[320, 400],
			[400, 400],
		],
	);
	assert.ok(progress.every(({ loss }) => loss > 1 && loss < 5));
	assert.ok(progress.every(({ accuracy }) => accuracy >= 0 && accuracy <= 1));
});

test("an aborted training rejects with the reason and leaves nothing", async () => {
	const cacheDirectory = emptyCache();
	const controller = new AbortController();
	let reason: unknown;
	try {
		await trainedModel("mnist-cnn", {
			cacheDirectory,
			signal: controller.signal,
			onProgress: () => controller.abort(new Error("enough")),
		});
	} catch (error) {
		reason = error;
	}
	assert.is((reason as Error).message, "enough");
	assert.equal(readdirSync(cacheDirectory), []);
});

test.run();
