import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findEdgetpuLibrary } from "../../../worker/delegates/edgetpu.ts";
import { nativeRuntime } from "../../../worker/runtimes/native.ts";
import { delegateLibrary } from "../../support/delegates.ts";
import {
	coverageOf,
	infer,
	openExternal,
	reasonOf,
} from "../../support/external.ts";
import { sharedModel } from "../../support/shared.ts";
import {
	DENSE,
	type TinyModel,
	tinyModelBytes,
	withFiles,
} from "../../support/tiny-models.ts";

/** What the Edge TPU compiler leaves of a model: one custom operator. */
const COMPILED: TinyModel = {
	...DENSE,
	operator: "CUSTOM",
	customName: "edgetpu-custom-op",
};

test("the Edge TPU's library is the one that coral-tflite-delegate names, with the device as an option", () => {
	const found = findEdgetpuLibrary({ device: "usb:1", Performance: "Max" }, {});
	assert.is(found.status, "found");
	assert.equal(found.status === "found" && found.options, {
		device: "usb:1",
		Performance: "Max",
	});
	assert.match(JSON.stringify(found), /libedgetpu|edgetpu\.dll/);
});

test("devices are usb, pci or an index, and another option is refused with what there is", () => {
	for (const device of ["usb", "usb:0", "pci", "pci:3", ":2"]) {
		assert.is(findEdgetpuLibrary({ device }, {}).status, "found", device);
	}
	for (const device of ["", "usb:", "gpu", "usb:x", "2"]) {
		assert.throws(() => findEdgetpuLibrary({ device }, {}), /usb:0/, device);
	}
	assert.throws(() => findEdgetpuLibrary({ turbo: "1" }, {}), /turbo=1/);
});

test("a compiled model without an Edge TPU is unsupported by every delegate, with how to get one", async () => {
	for (const delegate of ["builtin", "xnnpack"]) {
		await withFiles({ "m.tflite": tinyModelBytes(COMPILED) }, async (path) => {
			const modelPath = path("m.tflite");
			const opening = await nativeRuntime.open({
				modelPath,
				delegate,
				threads: 1,
			});
			assert.match(reasonOf(opening), /compiled for the Edge TPU/);
			assert.match(reasonOf(opening), /apt-get install libedgetpu1-std/);
		});
	}
	assert.match(
		reasonOf(await openExternal(COMPILED, { library: "takes-nothing" })),
		"compiled for the Edge TPU",
	);
});

test("a delegate for the Edge TPU takes a compiled model; without a device its words are the reason", async () => {
	const opening = await openExternal(COMPILED, { library: "takes-edgetpu" });
	assert.equal(coverageOf(opening), {
		operators: 1,
		delegated: 1,
		partitions: 1,
	});
	const options = { device: "pci" };
	const refused = await openExternal(COMPILED, {
		library: "takes-edgetpu",
		options,
	});
	assert.match(reasonOf(refused), /created no delegate: no such device\.$/);
});

test("the delegate edgetpu tells how to get a device, and refuses a model that would run on the CPU", async () => {
	const tpu = delegateLibrary("takes-edgetpu");
	await withFiles(
		{
			"compiled.tflite": tinyModelBytes(COMPILED),
			"dense.tflite": tinyModelBytes(DENSE),
		},
		async (path) => {
			const ask = (model: string, device: string) =>
				openInProcess(path(model), { QUANTGRID_EDGETPU: tpu, device });
			assert.match(ask("compiled.tflite", "usb"), /"delegated":1/);
			assert.match(
				ask("compiled.tflite", "pci:0"),
				/no such device.*libedgetpu1-std/,
			);
			assert.match(ask("dense.tflite", "usb"), /would run on the CPU/);
		},
	);
});

test("the real compiled MobileNet runs through a delegate that takes its operator", async () => {
	const modelPath = sharedModel("mobilenet_v1_0.25_128_quant_edgetpu.tflite");
	if (modelPath === undefined) {
		console.log("skipped: ../shared/models is absent");
		return;
	}
	const opening = await nativeRuntime.open({
		modelPath,
		delegate: "external",
		threads: 1,
		delegateLibrary: delegateLibrary("takes-edgetpu"),
	});
	assert.is(coverageOf(opening)?.delegated, 1);
	const image = new Uint8Array(128 * 128 * 3).fill(7);
	const output = await infer(opening, [image]);
	assert.is(output.length, 1001);
	assert.ok(output.every((value) => value === 0));
});

test.run();

/** Opens a model with the delegate edgetpu in a process of its own, and gives what came of it as JSON. */
function openInProcess(
	modelPath: string,
	{ device, ...environment }: { device: string; QUANTGRID_EDGETPU: string },
): string {
	const runtime = new URL(
		"../../../worker/runtimes/native.js",
		import.meta.url,
	);
	const request = {
		modelPath,
		delegate: "edgetpu",
		threads: 1,
		delegateOptions: { device },
	};
	const program = `
		const { nativeRuntime } = await import(${JSON.stringify(runtime.href)});
		const opening = await nativeRuntime.open(${JSON.stringify(request)});
		console.log(JSON.stringify(opening.session?.coverage ?? opening));`;
	return spawnSync(
		process.execPath,
		["--input-type=module", "--eval", program],
		{ encoding: "utf8", env: { ...process.env, ...environment } },
	).stdout;
}
