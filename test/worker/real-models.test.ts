import { test } from "uvu";
import * as assert from "uvu/assert";
import { localDevice } from "../../devices/local.ts";
import { buildVariant } from "../../models/variants/build.ts";
import type { Delegate } from "../../plan/axes.ts";
import type { Outcome } from "../../plan/outcome.ts";
import { parseSuite } from "../../plan/suite.ts";
import { jobFor } from "../../run/job.ts";
import { sharedModel } from "../support/shared.ts";
import { withFolder } from "../support/temporary-folder.ts";

async function accuracyPass(
	file: string,
	delegate: Delegate,
): Promise<Outcome> {
	return withFolder(async (cacheDirectory) => {
		const signal = new AbortController().signal;
		const suite = parseSuite(
			{
				name: "real",
				models: [{ name: "net", file }],
				variants: ["as-is"],
				dataset: "mnist",
			},
			{ file: "real.suite.ts", directory: "/" },
		);
		const { build, graph } = await buildVariant(
			{ kind: "file", name: "net", file },
			"as-is",
			{ cacheDirectory, signal, onTraining: () => {} },
		);
		if (build.status !== "built" || graph === undefined) {
			throw new Error(JSON.stringify(build));
		}
		const cell = {
			model: "net",
			variant: "as-is",
			delegate,
			threads: 1,
			device: "local",
		} as const;
		const job = jobFor({
			suite,
			preset: "smoke",
			launch: { cell, task: "accuracy", round: 0 },
			artifact: build.artifact,
			graph,
			root: "/",
		});
		return localDevice().run(job, { timeoutMs: 120_000, signal });
	});
}

const SCORES = [
	["mnist_lstm_float", 9205],
	["mnist_lstm_int8", 9190],
	["keras_lstm_mnist_ptq", 8507],
] as const;

for (const [name, right] of SCORES) {
	for (const delegate of ["builtin", "xnnpack"] as const) {
		test(`${name} gets ${right} of the 10,000 test images right with ${delegate}`, async () => {
			const file = sharedModel(`${name}.tflite`);
			if (file === undefined) {
				console.log(`skipped: ../shared/models/${name}.tflite is absent`);
				return;
			}
			const outcome = await accuracyPass(file, delegate);
			if (
				outcome.status !== "measured" ||
				outcome.measurement.kind !== "accuracy"
			) {
				throw new Error(JSON.stringify(outcome).slice(0, 300));
			}
			const { labelRanks, predictions, outputs } = outcome.measurement;
			assert.is(predictions.length, 10_000);
			assert.is(labelRanks.filter((rank) => rank === 0).length, right);
			assert.is(
				Buffer.from(outputs.values, "base64").length,
				256 * outputs.perSample * 4,
			);
		});
	}
}

test("a picture model cannot be fed with digits, and the reason names both shapes", async () => {
	const file = sharedModel("pretrainedResnet.tflite");
	if (file === undefined) {
		console.log("skipped: ../shared/models/pretrainedResnet.tflite is absent");
		return;
	}
	assert.equal(await accuracyPass(file, "builtin"), {
		status: "unsupported",
		reason:
			'a sample of mnist has the shape [28,28]; the model\'s input "input_1" has [1,32,32,3]',
	});
});

test.run();
