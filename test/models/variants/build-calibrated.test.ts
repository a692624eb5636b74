import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodeModel, encodeModel } from "../../../models/tflite/index.ts";
import { buildVariant } from "../../../models/variants/build.ts";
import type { Variant } from "../../../plan/axes.ts";
import { calibrationSchema } from "../../../plan/calibration.ts";
import type { Recorder } from "../../../plan/recording.ts";
import { record } from "../../../worker/record.ts";
import { graphBuilder } from "../../support/graph-builder.ts";
import { conv, operatorsOf } from "../../support/small-graphs.ts";
import { withFolder } from "../../support/temporary-folder.ts";

const graph = graphBuilder();
const source = graph.model([conv(graph, graph.input([1, 2, 2, 3]))]);

type Bench = {
	readonly build: (
		variant: Variant,
		seed?: number,
	) => Promise<Awaited<ReturnType<typeof buildVariant>>["build"]>;
	/** How many recordings there were so far. */
	readonly recordings: () => number;
};

/** A model in a folder, with a cache and the builder over both. */
async function withModel(
	recorder: Recorder,
	body: (bench: Bench) => Promise<void>,
): Promise<void> {
	await withFolder(async (folder) => {
		const file = join(folder, "net.tflite");
		await writeFile(file, encodeModel(source));
		let recordings = 0;
		const build = async (variant: Variant, seed = 1) => {
			const model = { kind: "file", name: "net", file } as const;
			const result = await buildVariant(model, variant, {
				cacheDirectory: join(folder, "cache"),
				onTraining: () => {},
				signal: new AbortController().signal,
				calibration: {
					plan: calibrationSchema.parse({ samples: 3, seed }),
					dataset: undefined,
					io: "int8",
					record: (job, signal) => {
						recordings += 1;
						return recorder(job, signal);
					},
				},
			});
			return result.build;
		};
		await body({ build, recordings: () => recordings });
	});
}

const inProcess: Recorder = async (job) => record(job);

test("int8 and full-int8 of a model are calibrated once, and made once", async () => {
	await withModel(inProcess, async ({ build, recordings }) => {
		const [int8, full] = [await build("int8"), await build("full-int8")];
		assert.equal(await build("int8"), int8);
		assert.is(recordings(), 1);
		if (full.status !== "built") {
			throw new Error(full.status);
		}
		const bytes = await readFile(full.artifact.path);
		assert.equal(operatorsOf(decodeModel(bytes, "full")), ["CONV_2D 3"]);
	});
});

test("another seed makes another artifact", async () => {
	await withModel(inProcess, async ({ build, recordings }) => {
		assert.not.equal(await build("int8", 1), await build("int8", 2));
		assert.is(recordings(), 2);
	});
});

test("a model that cannot be observed is unsupported, with the reason", async () => {
	const refuse: Recorder = async () => ({
		status: "refused",
		reason: "It crashed.",
	});
	await withModel(refuse, async ({ build }) => {
		assert.equal(await build("int8"), {
			status: "unsupported",
			reason: "int8 cannot be made of net: it cannot be calibrated: It crashed",
		});
		assert.is((await build("float16")).status, "built");
	});
});

test.run();
