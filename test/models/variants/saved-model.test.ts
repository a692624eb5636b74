import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tinyLayersBytes } from "../../../cli/tiny-layers.ts";
import { splitHeadedBytes } from "../../../lib/headed-bytes.ts";
import { readLayersModel } from "../../../models/convert/layers-model.ts";
import {
	layersInterface,
	type SavedLayers,
	savedModelBytes,
} from "../../../models/variants/saved-model.ts";
import { tfjsRuntime } from "../../../worker/runtimes/tfjs.ts";
import { withFolder } from "../../support/temporary-folder.ts";
import { DENSE, SUM_OF_TWO } from "../../support/tiny-models.ts";

/** Writes a tiny network as TensorFlow.js saves it: a model.json, and its weights in a file beside it. */
function save(folder: string, file: Uint8Array): string {
	const { head, bytes } = splitHeadedBytes(file) ?? { head: "", bytes: [] };
	const path = join(folder, "model.json");
	writeFileSync(path, `${head}\n`);
	writeFileSync(join(folder, "weights.bin"), Uint8Array.from(bytes));
	return path;
}

async function savedAt(path: string) {
	return { path, layers: await readLayersModel(path) };
}

test("a saved model becomes one file of the same size as its files", async () => {
	await withFolder(async (folder) => {
		const path = save(folder, tinyLayersBytes(DENSE));
		const bytes = await savedModelBytes(await savedAt(path));
		const sizes = ["model.json", "weights.bin"].map(
			(name) => statSync(join(folder, name)).size,
		);
		assert.is(
			bytes.length,
			sizes.reduce((a, b) => a + b),
		);
	});
});

test("the one file opens in TensorFlow.js and computes what the network says", async () => {
	await withFolder(async (folder) => {
		const path = save(folder, tinyLayersBytes(DENSE));
		assert.equal(await denseOutput(folder, await savedAt(path)), [18.5, 21]);
	});
});

test("a network that was never saved becomes a file that computes the same", async () => {
	await withFolder(async (folder) => {
		const path = save(folder, tinyLayersBytes(DENSE));
		const unsaved = { ...(await savedAt(path)), path: undefined };
		assert.equal(await denseOutput(folder, unsaved), [18.5, 21]);
	});
});

test("the same model written with other white space gives the same file", async () => {
	await withFolder(async (folder) => {
		const path = save(folder, tinyLayersBytes(DENSE));
		const first = await savedModelBytes(await savedAt(path));
		const json = JSON.parse(readFileSync(path, "utf8"));
		writeFileSync(path, JSON.stringify(json, undefined, 2));
		const second = await savedModelBytes(await savedAt(path));
		assert.equal(Buffer.from(second), Buffer.from(first));
	});
});

test("inputs and outputs go by the names of their layers, in the order of the network", async () => {
	await withFolder(async (folder) => {
		const path = save(folder, tinyLayersBytes(SUM_OF_TWO));
		const { inputs, outputs } = layersInterface(await readLayersModel(path));
		assert.equal(
			[...inputs, ...outputs].map(({ name }) => name),
			["a", "b", "sum"],
		);
	});
});

test.run();

/** What the tiny dense network computes once it is one file. */
async function denseOutput(
	folder: string,
	saved: SavedLayers,
): Promise<readonly number[]> {
	const modelPath = join(folder, "model.tfjs");
	writeFileSync(modelPath, await savedModelBytes(saved));
	const opening = await tfjsRuntime.open({
		modelPath,
		delegate: "tfjs-cpu",
		threads: 1,
	});
	if (opening.status === "unsupported") {
		throw new Error(opening.reason);
	}
	const [output] = await opening.session.infer([
		new Float32Array([1, -1, 0.5, 2]),
	]);
	await opening.session.close();
	return Array.from(output ?? [], Number);
}
