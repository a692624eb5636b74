import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findGpuLibrary } from "../../../worker/delegates/gpu.ts";
import { nativeRuntime } from "../../../worker/runtimes/native.ts";
import { delegateLibrary } from "../../support/delegates.ts";
import { withEnvironment } from "../../support/edgetpu.ts";
import {
	coverageOf,
	infer,
	openExternal,
	reasonOf,
} from "../../support/external.ts";
import { withFolder } from "../../support/temporary-folder.ts";
import {
	SUM_OF_TWO,
	tinyModelBytes,
	withFiles,
} from "../../support/tiny-models.ts";

test("a GPU delegate library as TensorFlow Lite 2.9 builds it works, but takes no options", async () => {
	const inputs = [new Float32Array(3), new Float32Array(3)];
	const opening = await openExternal(SUM_OF_TWO, { library: "gpu-only" });
	assert.equal(await infer(opening, inputs), [42, 42, 42]);
	const options = { precision: "low" };
	assert.match(
		reasonOf(await openExternal(SUM_OF_TWO, { library: "gpu-only", options })),
		"takes no options",
	);
});

test("the delegate gpu opens a model with the library that its variable names", async () => {
	const library = delegateLibrary("gpu-only");
	await withEnvironment({ QUANTGRID_GPU_DELEGATE: library }, () =>
		withFiles({ "m.tflite": tinyModelBytes(SUM_OF_TWO) }, async (path) => {
			const opening = await nativeRuntime.open({
				modelPath: path("m.tflite"),
				delegate: "gpu",
				threads: 1,
			});
			assert.equal(coverageOf(opening), {
				operators: 1,
				delegated: 1,
				partitions: 1,
			});
		}),
	);
});

test("the GPU delegate is found by its variable first, then by its name on the library path", async () => {
	await withFolder(async (folder) => {
		const nowhere = findGpuLibrary({ LD_LIBRARY_PATH: folder }, []);
		assert.is(nowhere.status, "missing");
		assert.match(JSON.stringify(nowhere), folder);
		assert.match(JSON.stringify(nowhere), "set QUANTGRID_GPU_DELEGATE");
		const library = join(folder, "libtensorflowlite_gpu_delegate.so");
		copyFileSync(delegateLibrary("gpu-only"), library);
		const byName = { LD_LIBRARY_PATH: `/nowhere:${folder}` };
		assert.equal(findGpuLibrary(byName, []), { status: "found", library });
		const chosen = { ...byName, QUANTGRID_GPU_DELEGATE: "/opt/mine.so" };
		assert.equal(findGpuLibrary(chosen, []), {
			status: "found",
			library: "/opt/mine.so",
		});
	});
});

test.run();
