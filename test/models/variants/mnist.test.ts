import { readFile } from "node:fs/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadDataset } from "../../../datasets/load.ts";
import { localRecorder } from "../../../devices/recorder.ts";
import { decodeModel } from "../../../models/tflite/index.ts";
import { buildVariant } from "../../../models/variants/build.ts";
import { RECIPES } from "../../../models/variants/recipes.ts";
import { idsOf, VARIANTS, type Variant } from "../../../plan/axes.ts";
import { calibrationSchema } from "../../../plan/calibration.ts";
import { openModel } from "../../support/run-model.ts";
import { withFolder } from "../../support/temporary-folder.ts";

const TOLERANCE = 0.005;

/** The share of the test images that a variant of the trained network gets right, and the size of its file. */
async function measure(
	cacheDirectory: string,
	variant: Variant,
	io: "int8" | "uint8",
) {
	const dataset = { name: "mnist", split: "test" } as const;
	const { build } = await buildVariant(
		{ kind: "zoo", name: "mnist-cnn", zoo: "mnist-cnn" },
		variant,
		{
			cacheDirectory,
			onTraining: () => {},
			signal: new AbortController().signal,
			calibration: {
				plan: calibrationSchema.parse({}),
				dataset,
				io,
				record: localRecorder(),
			},
		},
	);
	if (build.status !== "built") {
		throw new Error(JSON.stringify(build));
	}
	const { path, sizeBytes } = build.artifact;
	const run = openModel(decodeModel(await readFile(path), path));
	const { sampleCount, labels, fill } = await loadDataset(dataset);
	const image = new Float32Array(28 * 28);
	let right = 0;
	for (let sample = 0; sample < sampleCount; sample++) {
		fill(sample, image);
		const [scores = new Float32Array()] = run([image]);
		right += scores.indexOf(Math.max(...scores)) === labels[sample] ? 1 : 0;
	}
	return { accuracy: right / sampleCount, sizeBytes };
}

test("every variant of the trained network is as right as the floats, to within 0.005, over all 10,000 images", async () => {
	await withFolder(async (folder) => {
		const float = await measure(folder, "float32", "int8");
		assert.ok(float.accuracy > 0.94, `float32: ${float.accuracy}`);
		for (const variant of idsOf(RECIPES).filter(
			(id) => !VARIANTS[id].asBrought,
		)) {
			for (const io of variant === "full-int8"
				? (["int8", "uint8"] as const)
				: (["int8"] as const)) {
				const { accuracy, sizeBytes } = await measure(folder, variant, io);
				const change = Math.abs(accuracy - float.accuracy);
				assert.ok(
					change <= TOLERANCE,
					`${variant} ${io}: ${accuracy}, float32: ${float.accuracy}`,
				);
				const most = { float32: 1, float16: 0.53 }[variant as string] ?? 0.3;
				assert.ok(
					sizeBytes <= most * float.sizeBytes,
					`${variant}: ${sizeBytes} bytes`,
				);
			}
		}
	});
});

test.run();
