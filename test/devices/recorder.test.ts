import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { localRecorder } from "../../devices/recorder.ts";
import { encodeModel } from "../../models/tflite/index.ts";
import { graphBuilder, type Value } from "../support/graph-builder.ts";
import { withFolder } from "../support/temporary-folder.ts";

const fixture = (name: string) =>
	fileURLToPath(new URL(`../fixtures/recorders/${name}.js`, import.meta.url));
const job = {
	modelPath: "model",
	inputsPath: "inputs",
	runs: 1,
	histograms: false,
};
const never = new AbortController().signal;

test("a process of its own runs the model and tells what its outputs were", async () => {
	await withFolder(async (folder) => {
		const graph = graphBuilder();
		const [output] = graph.add({
			operator: "RELU",
			inputs: [graph.input([1, 2])],
			outputs: [[1, 2]],
		});
		await writeFile(
			`${folder}/model`,
			encodeModel(graph.model([output as Value])),
		);
		await writeFile(
			`${folder}/inputs`,
			new Uint8Array(Float32Array.of(-1, 2, 3, -4).buffer),
		);
		const found = await localRecorder()(
			{
				modelPath: `${folder}/model`,
				inputsPath: `${folder}/inputs`,
				runs: 2,
				histograms: false,
			},
			never,
		);
		assert.equal(found, {
			status: "recorded",
			outputs: [{ mins: [0, 0], maxs: [2, 3], notFinite: 0 }],
		});
	});
});

test("a crash is the reason of a refusal, and harms nobody", async () => {
	const found = await localRecorder(fixture("crash"))(job, never);
	assert.is(found.status, "refused");
	assert.match(
		found.status === "refused" ? found.reason : "",
		/crashed with SIGSEGV/,
	);
});

test("an answer that is none is the reason of a refusal", async () => {
	const found = await localRecorder(fixture("garbage"))(job, never);
	assert.match(
		found.status === "refused" ? found.reason : "",
		/answer cannot be read/,
	);
});

test("a file that is missing is the reason of a refusal", async () => {
	const found = await localRecorder()(job, never);
	assert.match(found.status === "refused" ? found.reason : "", /ENOENT/);
});

test.run();
