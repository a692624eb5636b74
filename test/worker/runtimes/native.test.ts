import { test } from "uvu";
import * as assert from "uvu/assert";
import { nativeRuntime } from "../../../worker/runtimes/native.ts";
import type { Opening } from "../../../worker/runtimes/session.ts";
import { sharedModel } from "../../support/shared.ts";
import {
	DENSE,
	tinyModelBytes,
	WHERE,
	withFiles,
} from "../../support/tiny-models.ts";
import { testRuntime } from "./conformance.ts";

testRuntime(nativeRuntime, { delegate: "builtin", int64: true });
testRuntime(nativeRuntime, { delegate: "xnnpack", int64: true });

test("an operator in a version the library lacks is unsupported, and the reason names both", async () => {
	const future = tinyModelBytes({ ...DENSE, version: 99 });
	const opening = await openBytes(future, { delegate: "builtin" });
	assert.equal(opening, {
		status: "unsupported",
		reason: "TensorFlow Lite has no operator FULLY_CONNECTED in version 99.",
	});
});

test("an output that changes its shape while the model runs is refused by its name", async () => {
	await withFiles({ "m.tflite": tinyModelBytes(WHERE) }, async (path) => {
		const modelPath = path("m.tflite");
		const request = { modelPath, delegate: "builtin", threads: 1 };
		const opening = await nativeRuntime.open(request);
		assert.is(opening.status, "open");
		if (opening.status === "open") {
			const noneTrue = [new Uint8Array(4)];
			assert.match(
				await failure(opening.session.infer(noneTrue)),
				/"positions" changed its shape to \[0, 1\]/,
			);
		}
	});
});

test("a model with tensors of unknown size is unsupported by XNNPACK, with a reason", async () => {
	const opening = await openBytes(tinyModelBytes(WHERE), {
		delegate: "xnnpack",
	});
	assert.is(opening.status, "unsupported");
	assert.match(JSON.stringify(opening), /known only once the model runs/);
});

test("builtin tells no coverage; xnnpack tells how many operators it took over", async () => {
	const dense = tinyModelBytes(DENSE);
	assert.is(
		coverageOf(await openBytes(dense, { delegate: "builtin" })),
		undefined,
	);
	assert.equal(coverageOf(await openBytes(dense, { delegate: "xnnpack" })), {
		operators: 1,
		delegated: 1,
		partitions: 1,
	});
});

test("a thread count that is not a whole number from 1 on is refused", async () => {
	for (const threads of [0, -1, 1.5, Number.NaN]) {
		const request = { modelPath: "x", delegate: "builtin", threads };
		assert.match(
			await failure(nativeRuntime.open(request)),
			`found ${threads}`,
		);
	}
});

test("an option that the delegate does not know is refused with what it knows", async () => {
	const opening = openBytes(tinyModelBytes(DENSE), {
		delegate: "xnnpack",
		delegateOptions: { turbo: "1" },
	});
	assert.match(await failure(opening), /turbo=1.*signed_int8/);
});

test("a model that XNNPACK refuses is unsupported with its reason, and runs once unsigned int8 is off", async () => {
	const modelPath = sharedModel("mobilenet_v1_0.25_128_quant.tflite");
	if (modelPath === undefined) {
		console.log("skipped: ../shared/models is absent");
		return;
	}
	const request = { modelPath, delegate: "xnnpack", threads: 1 };
	const refused = await nativeRuntime.open(request);
	assert.is(refused.status, "unsupported");
	assert.match(JSON.stringify(refused), /failed to delegate CONV_2D node #0/);
	const delegateOptions = { unsigned_int8: "0" };
	const opened = await nativeRuntime.open({ ...request, delegateOptions });
	assert.is(opened.status, "open");
	assert.is(coverageOf(opened)?.delegated, 0);
});

test("int8 models of other people go to XNNPACK in great part", async () => {
	const modelPath = sharedModel("tf2_mobilenet_v2_1.0_224_ptq.tflite");
	if (modelPath === undefined) {
		console.log("skipped: ../shared/models is absent");
		return;
	}
	const opening = await nativeRuntime.open({
		modelPath,
		delegate: "xnnpack",
		threads: 1,
	});
	assert.equal(coverageOf(opening), {
		operators: 68,
		delegated: 64,
		partitions: 1,
	});
});

test.run();

type Setting = {
	readonly delegate: string;
	readonly delegateOptions?: Readonly<Record<string, string>>;
};

function openBytes(bytes: Uint8Array, setting: Setting): Promise<Opening> {
	return withFiles({ "m.tflite": bytes }, (path) =>
		nativeRuntime.open({ modelPath: path("m.tflite"), threads: 1, ...setting }),
	);
}

function coverageOf(opening: Opening) {
	return opening.status === "open" ? opening.session.coverage : undefined;
}

async function failure(promise: Promise<unknown>): Promise<string> {
	return promise.then(
		() => "there was no failure",
		(error: unknown) => String(error),
	);
}
