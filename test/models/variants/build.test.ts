import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sha256 } from "../../../lib/hash.ts";
import { buildVariant } from "../../../models/variants/build.ts";
import type { Artifact } from "../../../plan/artifact.ts";
import type { Variant } from "../../../plan/axes.ts";
import { withFolder } from "../../support/temporary-folder.ts";
import { DENSE, tinyModelBytes } from "../../support/tiny-models.ts";

type Bench = {
	readonly folder: string;
	readonly build: (variant: Variant) => ReturnType<typeof buildVariant>;
	readonly artifact: (variant: Variant) => Promise<Artifact>;
};

/** A folder with a model, a cache, and the builder over both. */
async function withModel(
	bytes: Uint8Array,
	body: (bench: Bench) => Promise<void>,
): Promise<void> {
	await withFolder(async (folder) => {
		const file = join(folder, "net.tflite");
		await writeFile(file, bytes);
		const build = (variant: Variant) =>
			buildVariant({ kind: "file", name: "net", file }, variant, {
				cacheDirectory: join(folder, "cache"),
				onTraining: () => assert.unreachable("a file is not trained"),
				signal: new AbortController().signal,
			});
		const artifact = async (variant: Variant) => {
			const result = await build(variant);
			if (result.build.status !== "built") {
				throw new Error(JSON.stringify(result.build));
			}
			return result.build.artifact;
		};
		await body({ folder, build, artifact });
	});
}

test("as-is and float32 keep the very bytes of a float file, in one artifact", async () => {
	const bytes = tinyModelBytes(DENSE);
	await withModel(bytes, async ({ artifact }) => {
		const asIs = await artifact("as-is");
		assert.equal(
			new Uint8Array(await readFile(asIs.path)),
			new Uint8Array(bytes),
		);
		assert.is(asIs.sha256, sha256(bytes));
		assert.is(asIs.sizeBytes, bytes.length);
		assert.equal(await artifact("float32"), asIs);
	});
});

test("a build tells what the graph takes and gives", async () => {
	await withModel(tinyModelBytes(DENSE), async ({ build }) => {
		const { graph } = await build("float16");
		assert.equal(
			graph?.inputs.map(({ type, quantization }) => ({ type, quantization })),
			[{ type: "float32", quantization: null }],
		);
		assert.is(graph?.outputs.length, 1);
	});
});

test("an artifact that was damaged is made again", async () => {
	await withModel(tinyModelBytes(DENSE), async ({ artifact }) => {
		const first = await artifact("float16");
		await writeFile(first.path, "damaged");
		assert.equal(await artifact("float16"), first);
		assert.is(sha256(await readFile(first.path)), first.sha256);
	});
});

test("two builds at once leave one whole artifact and no drafts", async () => {
	await withModel(tinyModelBytes(DENSE), async ({ folder, artifact }) => {
		const [first, second] = await Promise.all([
			artifact("float16"),
			artifact("float16"),
		]);
		assert.equal(first, second);
		const files = await readdir(join(folder, "cache/artifacts"));
		assert.is(files.filter((name) => name.endsWith(".tflite")).length, 1);
		assert.not(files.some((name) => name.endsWith(".draft")));
	});
});

test("float16 of float16 is refused with the tensor that is quantized already", async () => {
	let half: Uint8Array = new Uint8Array();
	await withModel(tinyModelBytes(DENSE), async ({ artifact }) => {
		half = await readFile((await artifact("float16")).path);
	});
	await withModel(half, async ({ build }) => {
		for (const variant of ["float32", "float16"] as const) {
			const result = await build(variant);
			assert.is(result.build.status, "unsupported");
			assert.match(
				result.build.status === "unsupported" ? result.build.reason : "",
				/quantized already: the constant ".+" is FLOAT16/,
			);
		}
	});
});

test("a file that is no model is a failed build that says what is wrong with it", async () => {
	await withModel(Buffer.from("not a model at all"), async ({ build }) => {
		const result = await build("as-is");
		assert.is(result.build.status, "failed");
		assert.match(
			result.build.status === "failed" ? result.build.error : "",
			/net\.tflite/,
		);
	});
});

test.run();
