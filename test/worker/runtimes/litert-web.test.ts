import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../../lib/errors.ts";
import {
	litertWebRuntime,
	openLitertWeb,
} from "../../../worker/runtimes/litert-web.ts";
import type { Opening } from "../../../worker/runtimes/session.ts";
import { hasChromium } from "../../support/chromium.ts";
import { sharedModel } from "../../support/shared.ts";
import {
	CAST_INT64,
	DENSE,
	type TinyModel,
	tinyModelBytes,
	withFiles,
} from "../../support/tiny-models.ts";
import { testRuntime } from "./conformance.ts";

if (hasChromium()) {
	testRuntime(litertWebRuntime, { delegate: "wasm", int64: false });
	testRuntime(litertWebRuntime, {
		delegate: "webgpu",
		int64: false,
		oneThread: true,
	});
	testRefusals();
}

test("an option that a delegate does not know is refused with what it knows", async () => {
	for (const [delegate, pattern] of [
		["wasm", /turbo=1\. It knows none/],
		["webgpu", /turbo=1\. It knows precision/],
	] as const) {
		const delegateOptions = { turbo: "1" };
		const request = { modelPath: "x", delegate, threads: 1, delegateOptions };
		assert.match((await rejection(openLitertWeb(request))).message, pattern);
	}
});

test("a machine without Chromium is told how to get it", async () => {
	const opening = await openWith("/nowhere/chromium");
	assert.is(opening.status, "unsupported");
	assert.match(JSON.stringify(opening), /QUANTGRID_CHROMIUM.*apt install/);
});

test("a browser that does not start is unsupported, with its last words", async () => {
	const opening = await openWith(process.execPath);
	assert.is(opening.status, "unsupported");
	assert.match(JSON.stringify(opening), /does not start.*bad option/);
});

test.run();

function testRefusals(): void {
	for (const delegate of ["wasm", "webgpu"]) {
		test(`litert-web, ${delegate}: an input of a type that LiteRT.js lacks is unsupported, with its reason`, async () => {
			const opening = await openTiny(CAST_INT64, delegate);
			assert.is(opening.status, "unsupported");
			assert.match(
				JSON.stringify(opening),
				/type int64.*Element type INT64 is not supported/,
			);
		});

		test(`litert-web, ${delegate}: an operator in a version that LiteRT.js lacks is unsupported, by both`, async () => {
			const opening = await openTiny({ ...DENSE, version: 99 }, delegate);
			assert.is(opening.status, "unsupported");
			assert.match(JSON.stringify(opening), /FULLY_CONNECTED' version '99'/);
		});

		for (const [file, reason] of [
			["kws_ref_model.tflite", /type int8.*Element type INT8 is not supported/],
			["mnist_lstm_float.tflite", /Variable tensors not yet supported/],
			["model_invoking_error.tflite", /no custom operator.*fake-op-double/],
		] as const) {
			test(`litert-web, ${delegate}: ${file} is unsupported, with the reason of LiteRT.js`, async () => {
				const modelPath = sharedModel(file);
				if (modelPath === undefined) {
					console.log("skipped: ../shared/models is absent");
					return;
				}
				const opening = await openLitertWeb({
					modelPath,
					delegate,
					threads: 1,
				});
				assert.is(opening.status, "unsupported");
				assert.match(JSON.stringify(opening), reason);
			});
		}
	}
}

async function openWith(browser: string): Promise<Opening> {
	const before = process.env.QUANTGRID_CHROMIUM;
	process.env.QUANTGRID_CHROMIUM = browser;
	try {
		return await openTiny(DENSE, "wasm");
	} finally {
		if (before === undefined) {
			delete process.env.QUANTGRID_CHROMIUM;
		} else {
			process.env.QUANTGRID_CHROMIUM = before;
		}
	}
}

function openTiny(model: TinyModel, delegate: string): Promise<Opening> {
	return withFiles({ "m.tflite": tinyModelBytes(model) }, (path) =>
		openLitertWeb({ modelPath: path("m.tflite"), delegate, threads: 1 }),
	);
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	assert.instance(error, UserError);
	return error as Error;
}
