import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { convertLayersModel } from "../../../models/convert/convert.ts";
import { encodeModel } from "../../../models/tflite/index.ts";
import { openZooModel } from "../../../models/zoo/zoo-model.ts";
import { nativeRuntime } from "../../../worker/runtimes/native.ts";
import { seededReals } from "../convert/tfjs-models.ts";

/** The documents' sizes: five flowers, and Inception at 229. */
const NETWORKS = [
	{ zoo: "original-cnn", inputSize: 112, classes: 5 },
	{ zoo: "mobilenet-v2", inputSize: 224, classes: 5 },
	{ zoo: "inception-v3", inputSize: 229, classes: 5 },
	{ zoo: "densenet121", inputSize: 224, classes: 5 },
];

const directory = mkdtempSync(join(tmpdir(), "quantgrid-zoo-"));
test.after(() => rmSync(directory, { recursive: true }));

/** The output of one inference with a delegate. */
async function scores(
	modelPath: string,
	delegate: string,
	image: Float32Array<ArrayBuffer>,
): Promise<number[]> {
	const request = { modelPath, delegate, threads: 1 };
	const opening = await nativeRuntime.open(request);
	if (opening.status !== "open") {
		throw new Error(opening.reason);
	}
	const [output] = await opening.session.infer([image]);
	await opening.session.close();
	return Array.from(output as Float32Array);
}

for (const ref of NETWORKS) {
	test(`${ref.zoo} for images of ${ref.inputSize} runs with builtin and xnnpack, and both agree`, async () => {
		const model = await openZooModel(ref, { cacheDirectory: directory });
		if (model.weights !== "random") {
			throw new Error("The network is trained.");
		}
		const path = join(directory, `${ref.zoo}.tflite`);
		writeFileSync(path, encodeModel(convertLayersModel(model.layers)));
		const image = seededReals(3 * ref.inputSize ** 2, 9);
		const builtin = await scores(path, "builtin", image);
		const xnnpack = await scores(path, "xnnpack", image);
		assert.is(builtin.length, ref.classes);
		assert.ok(builtin.every(Number.isFinite));
		const difference = Math.max(
			...builtin.map((score, i) => Math.abs(score - (xnnpack[i] as number))),
		);
		assert.ok(difference < 1e-4, `largest difference ${difference}`);
	});
}

test.run();
