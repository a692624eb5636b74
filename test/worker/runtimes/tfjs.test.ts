import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tinyLayersBytes } from "../../../cli/tiny-layers.ts";
import { localDevice } from "../../../devices/local.ts";
import { joinHeadedBytes } from "../../../lib/headed-bytes.ts";
import { tfjsBackendVersion } from "../../../lib/tfjs.ts";
import { tfjsRuntime } from "../../../worker/runtimes/tfjs.ts";
import { latencyJob } from "../../support/jobs.ts";
import { DENSE, withFiles } from "../../support/tiny-models.ts";
import { testRuntime } from "./conformance.ts";

const DECLARED = { int64: false, oneThread: true, fileOf: tinyLayersBytes };

testRuntime(tfjsRuntime, { delegate: "tfjs-wasm", ...DECLARED });
testRuntime(tfjsRuntime, { delegate: "tfjs-cpu", ...DECLARED });

test("weights that are fewer or more than the model says are refused with both sizes", async () => {
	const whole = tinyLayersBytes(DENSE);
	const files = {
		"short.tfjs": whole.subarray(0, -4),
		"long.tfjs": Buffer.concat([whole, Buffer.alloc(4)]),
	};
	await withFiles(files, async (path) => {
		assert.match(
			await failure(path("short.tfjs")),
			/take 40 bytes by their shapes, and 36 follow/,
		);
		assert.match(await failure(path("long.tfjs")), /and 44 follow/);
	});
});

test("a file whose head is not a LayersModel with float32 weights is refused", async () => {
	const quantized = {
		modelTopology: {},
		weightsManifest: [
			{
				weights: [{ name: "w", shape: [1], dtype: "uint8", quantization: {} }],
			},
		],
	};
	const file = (head: unknown) =>
		joinHeadedBytes({
			head: JSON.stringify(head),
			bytes: new Uint8Array(4),
		});
	const files = {
		"a.tfjs": file([]),
		"b.tfjs": file({ format: "graph-model" }),
		"c.tfjs": file(quantized),
		"d.tfjs": '{"modelTopology"\n',
	};
	await withFiles(files, async (path) => {
		for (const name of Object.keys(files)) {
			assert.match(await failure(path(name)), "not the model.json", name);
		}
	});
});

test("a model with an open size besides the batch is unsupported, with the shape", async () => {
	const open = Buffer.from(
		Buffer.from(tinyLayersBytes(DENSE))
			.toString("latin1")
			.replace("[null,4]", "[null,null,4]"),
		"latin1",
	);
	await withFiles({ "m.tfjs": open }, async (path) => {
		const opening = await openFile(path("m.tfjs"), "tfjs-cpu");
		assert.is(opening.status, "unsupported");
		assert.match(
			JSON.stringify(opening),
			/no fixed size \(shape \[\?, \?, 4\]/,
		);
	});
});

for (const [delegate, backend] of [
	["tfjs-node", "node"],
	["tfjs-node-gpu", "node-gpu"],
] as const) {
	if (tfjsBackendVersion(backend) === undefined) {
		test(`${delegate}: a backend that is not installed is unsupported, with the command that installs it`, async () => {
			await withFiles({ "m.tfjs": tinyLayersBytes(DENSE) }, async (path) => {
				const opening = await openFile(path("m.tfjs"), delegate);
				assert.is(opening.status, "unsupported");
				assert.match(
					JSON.stringify(opening),
					`Run \`npm install @tensorflow/${delegate}`,
				);
			});
		});
	}
}

test("a delegate and a thread count that mean nothing are refused", async () => {
	const request = { modelPath: "x", delegate: "tfjs-webgl", threads: 1 };
	assert.match(await rejection(tfjsRuntime.open(request)), "tfjs-wasm");
	const none = { modelPath: "x", delegate: "tfjs-cpu", threads: 0 };
	assert.match(await rejection(tfjsRuntime.open(none)), "found 0");
});

test("a worker measures a LayersModel as it does any other model", async () => {
	await withFiles({ "m.tfjs": tinyLayersBytes(DENSE) }, async (path) => {
		const job = {
			...latencyJob(path("m.tfjs")),
			delegate: "tfjs-wasm",
		} as const;
		const outcome = await localDevice().run(job, {
			timeoutMs: 60_000,
			signal: new AbortController().signal,
		});
		assert.is(outcome.status, "measured");
		assert.match(JSON.stringify(outcome), '"coverage":null');
		assert.match(JSON.stringify(outcome), '"sampleCount":4');
	});
});

test("TensorFlow.js prints nothing to stdout or stderr while a worker uses it", async () => {
	const runtime = new URL("../../../worker/runtimes/tfjs.js", import.meta.url);
	await withFiles({ "m.tfjs": tinyLayersBytes(DENSE) }, async (path) => {
		for (const delegate of ["tfjs-wasm", "tfjs-cpu"]) {
			const program = `
				const { tfjsRuntime } = await import(${JSON.stringify(runtime.href)});
				const opening = await tfjsRuntime.open({ modelPath: ${JSON.stringify(path("m.tfjs"))}, delegate: "${delegate}", threads: 1 });
				await opening.session.infer([new Float32Array(4)]);
				await opening.session.close();`;
			const { stdout, stderr, status } = spawnSync(
				process.execPath,
				["--input-type=module", "--eval", program],
				{ encoding: "utf8" },
			);
			assert.equal(
				{ stdout, stderr, status },
				{ stdout: "", stderr: "", status: 0 },
			);
		}
	});
});

test.run();

function openFile(modelPath: string, delegate: string) {
	return tfjsRuntime.open({ modelPath, delegate, threads: 1 });
}

function failure(modelPath: string): Promise<string> {
	return rejection(openFile(modelPath, "tfjs-cpu"));
}

async function rejection(promise: Promise<unknown>): Promise<string> {
	return promise.then(
		() => "there was no failure",
		(error: unknown) => String(error),
	);
}
