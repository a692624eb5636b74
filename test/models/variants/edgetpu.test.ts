import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { encodeModel } from "../../../models/tflite/index.ts";
import { buildVariant } from "../../../models/variants/build.ts";
import {
	COMPILED_MODEL,
	compilerLog,
	compilerPath,
	withEnvironment,
} from "../../support/edgetpu.ts";
import { withFolder } from "../../support/temporary-folder.ts";
import {
	DENSE,
	type TinyModel,
	tinyModelBytes,
	withFiles,
} from "../../support/tiny-models.ts";
import { chainModel } from "../edgetpu/chain-model.ts";

const INTEGER = encodeModel(
	chainModel({ type: "INT8", shape: [1, 4] }, [{ operator: "RELU" }]),
);

type Compiling = {
	readonly file: string;
	readonly folder: string;
	readonly environment?: Readonly<Record<string, string>>;
};

function compile({ file, folder, environment = {} }: Compiling) {
	return withEnvironment(
		{
			PATH: compilerPath(folder),
			QUANTGRID_TEST_COMPILER: "",
			QUANTGRID_TEST_COMPILED: join(folder, "compiled.tflite"),
			QUANTGRID_TEST_LOG: compilerLog("float-io"),
			...environment,
		},
		() =>
			buildVariant({ kind: "file", name: "net", file }, "edgetpu", {
				cacheDirectory: join(folder, "cache"),
				onTraining: () => {},
				signal: new AbortController().signal,
			}),
	);
}

/** Runs the body with a folder that holds an integer model, a float model and what the compiler makes. */
function withModels(body: (path: (name: string) => string) => Promise<void>) {
	const tiny = (model: TinyModel) => tinyModelBytes(model);
	return withFiles(
		{
			"integer.tflite": INTEGER,
			"float.tflite": tiny(DENSE),
			"compiled.tflite": tiny(COMPILED_MODEL),
		},
		body,
	);
}

test("an integer model is compiled; the build tells what the compiler said", async () => {
	await withModels(async (path) => {
		const folder = join(path("integer.tflite"), "..");
		const { build, graph } = await compile({
			file: path("integer.tflite"),
			folder,
		});
		assert.is(build.status, "built");
		if (build.status === "built") {
			assert.equal(
				readFileSync(build.artifact.path),
				readFileSync(path("compiled.tflite")),
			);
			assert.is(build.compilation?.compilerVersion, "2.0.267685300");
			assert.is(build.compilation?.operators.length, 9);
		}
		assert.equal(
			graph?.inputs.map(({ name, type }) => `${name} ${type}`),
			["image uint8"],
		);
	});
});

test("what is compiled once is not compiled again, and still tells what the compiler said", async () => {
	await withModels(async (path) => {
		const file = path("integer.tflite");
		const folder = join(file, "..");
		const first = await compile({ file, folder });
		const environment = { QUANTGRID_TEST_COMPILER: "refuse" };
		assert.equal(await compile({ file, folder, environment }), first);
	});
});

test("a model the compiler refuses is unsupported with the compiler's reason", async () => {
	await withModels(async (path) => {
		const file = path("integer.tflite");
		const environment = { QUANTGRID_TEST_COMPILER: "refuse" };
		const { build } = await compile({
			file,
			folder: join(file, ".."),
			environment,
		});
		assert.equal(build, {
			status: "unsupported",
			reason:
				"edgetpu cannot be made of net: edgetpu_compiler ended with exit code 1: Model not quantized",
		});
	});
});

test("without the compiler the variant is unsupported, with how to get it", async () => {
	await withModels(async (path) => {
		const file = path("integer.tflite");
		const { build } = await compile({
			file,
			folder: join(file, ".."),
			environment: { PATH: "/nowhere" },
		});
		assert.is(build.status, "unsupported");
		assert.match(JSON.stringify(build), /not on the PATH.*apt-get install/);
	});
});

test("floats are quantized before they are compiled, which takes a calibration, and what is compiled already is not compiled again", async () => {
	await withModels(async (path) => {
		const folder = join(path("x"), "..");
		const float = await compile({ file: path("float.tflite"), folder });
		assert.match(
			JSON.stringify(float.build),
			/unsupported.*it needs a calibration, and none was given/,
		);
		const done = await compile({ file: path("compiled.tflite"), folder });
		assert.match(JSON.stringify(done.build), /already. Use the variant as-is/);
	});
});

test("the variant source of a .tflite file is unsupported", async () => {
	await withFolder(async (folder) => {
		await withModels(async (path) => {
			const model = {
				kind: "file",
				name: "net",
				file: path("float.tflite"),
			} as const;
			const { build } = await buildVariant(model, "source", {
				cacheDirectory: folder,
				onTraining: () => {},
				signal: new AbortController().signal,
			});
			assert.match(JSON.stringify(build), /unsupported.*not a LayersModel/);
		});
	});
});

test.run();
