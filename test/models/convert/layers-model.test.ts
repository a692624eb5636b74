import { execFileSync } from "node:child_process";
import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readLayersModel } from "../../../models/convert/layers-model.ts";
import { loadReference, randomizeWeights, saveModel } from "./tfjs-models.ts";

const tf = await loadReference();
const tfjsModel = tf.sequential({
	layers: [
		tf.layers.conv2d({
			inputShape: [6, 6, 1],
			filters: 2,
			kernelSize: 3,
			name: "conv",
		}),
		tf.layers.flatten(),
		tf.layers.dense({ units: 3, name: "dense" }),
	],
});
randomizeWeights(tf, tfjsModel, 8);

/** Runs `use` on the path of a saved model with three weight files. */
async function withModel<Result>(
	use: (path: string, directory: string) => Promise<Result>,
): Promise<Result> {
	const directory = mkdtempSync(join(tmpdir(), "quantgrid-layers-model-"));
	try {
		await saveModel(tf, tfjsModel, { directory, shards: 3 });
		return await use(join(directory, "model.json"), directory);
	} finally {
		rmSync(directory, { recursive: true });
	}
}

/** The message of the error that reading gives after `change` was made to the model.json or its folder. */
async function messageAfter(
	change: (json: Json, directory: string) => unknown,
): Promise<string> {
	return withModel(async (path, directory) => {
		const json = JSON.parse(readFileSync(path, "utf8")) as Json;
		const changed = change(json, directory) ?? json;
		writeFileSync(
			path,
			typeof changed === "string" ? changed : JSON.stringify(changed),
		);
		try {
			await readLayersModel(path);
		} catch (error) {
			assert.is((error as Error).name, "UserError");
			return (error as Error).message.replaceAll(directory, "DIR");
		}
		throw new Error("The model was read.");
	});
}

type Json = {
	format: string;
	modelTopology: unknown;
	weightsManifest: {
		paths: string[];
		weights: {
			name: string;
			shape: number[];
			dtype: string;
			quantization?: object;
		}[];
	}[];
};

const group = (json: Json) =>
	json.weightsManifest[0] as Json["weightsManifest"][0];
const weight = (json: Json) =>
	group(json).weights[0] as ReturnType<typeof group>["weights"][0];

test("a model in several weight files gives every weight by name, shape and values", async () => {
	const model = await withModel((path) => readLayersModel(path));
	assert.equal(
		[...model.weights.keys()],
		["conv/kernel", "conv/bias", "dense/kernel", "dense/bias"],
	);
	const expected = tfjsModel
		.getWeights()
		.map((tensor) => [tensor.shape, [...tensor.dataSync()]]);
	assert.equal(
		[...model.weights.values()].map(({ shape, data }) => [shape, [...data]]),
		expected,
	);
});

test("reading and converting does not load TensorFlow.js", async () => {
	const loaded = await withModel(async (path) => {
		const at = (file: string) =>
			JSON.stringify(
				pathToFileURL(resolve(import.meta.dirname, "../../../models", file))
					.href,
			);
		const program = `
			import { createRequire } from "node:module";
			import { readLayersModel } from ${at("convert/layers-model.js")};
			import { convertLayersModel } from ${at("convert/convert.js")};
			import { encodeModel } from ${at("tflite/index.js")};
			const bytes = encodeModel(convertLayersModel(await readLayersModel(${JSON.stringify(path)})));
			const modules = Object.keys(createRequire(import.meta.url).cache);
			console.log(bytes.length > 0, modules.filter((name) => name.includes("tensorflow")).length);`;
		return execFileSync(
			process.execPath,
			["--input-type=module", "-e", program],
			{ encoding: "utf8" },
		);
	});
	assert.is(loaded, "true 0\n");
});

test("a missing weight file is named", async () => {
	assert.match(
		await messageAfter((_, directory) =>
			rmSync(join(directory, "group1-shard2of3.bin")),
		),
		/^DIR\/group1-shard2of3.bin: the file is missing/,
	);
});

test("a truncated weight file is found by the byte counts", async () => {
	assert.match(
		await messageAfter((_, directory) =>
			truncateSync(join(directory, "group1-shard3of3.bin"), 1),
		),
		/take \d+ bytes by their shapes, but the files have \d+\. .* truncated/,
	);
});

test("a shape that does not fit the weight files is refused without reading them", async () => {
	for (const shape of [[3, 3, 1, 3], [2 ** 40, 2 ** 40], []]) {
		assert.match(
			await messageAfter((json) => {
				weight(json).shape = shape;
			}),
			/take .* bytes by their shapes, but the files have/,
		);
	}
});

test("a shape that is no shape is refused", async () => {
	for (const shape of [[-1, 4], [1.5], ["3"]]) {
		assert.match(
			await messageAfter((json) => {
				weight(json).shape = shape as number[];
			}),
			/at weightsManifest.0.weights.0.shape/,
		);
	}
});

for (const path of [
	"../outside.bin",
	"/etc/hostname",
	"a/../../outside.bin",
	"..",
]) {
	test(`a weight file at ${path} is refused`, async () => {
		assert.match(
			await messageAfter((json) => {
				group(json).paths = [path];
			}),
			`the weight file "${path}" lies outside the folder of the model`,
		);
	});
}

test("a folder in the place of a weight file is named", async () => {
	assert.match(
		await messageAfter((json, directory) => {
			mkdirSync(join(directory, "sub"));
			group(json).paths = ["sub"];
		}),
		/^DIR\/sub: this is not a file/,
	);
});

test("weights of another type and quantized weights are refused", async () => {
	assert.match(
		await messageAfter((json) => {
			weight(json).dtype = "int32";
		}),
		/"conv\/kernel" is stored as int32, but only plain float32/,
	);
	assert.match(
		await messageAfter((json) => {
			weight(json).quantization = { dtype: "uint8", min: 0, scale: 1 };
		}),
		/is stored as quantized values/,
	);
});

test("a graph model, broken JSON and other JSON are refused", async () => {
	assert.match(
		await messageAfter((json) => ({ ...json, format: "graph-model" })),
		/not a LayersModel of TensorFlow.js but a graph-model/,
	);
	assert.match(
		await messageAfter(() => '{"format": '),
		/DIR\/model.json: the file is not valid JSON/,
	);
	assert.match(await messageAfter(() => "[1, 2]"), /not the serialized form/);
	assert.match(
		await messageAfter(({ format }) => ({ format, weightsManifest: [] })),
		/this is not a LayersModel of TensorFlow.js/,
	);
});

test.run();
