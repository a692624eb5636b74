import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { libraryProblem } from "../../../worker/delegates/library-file.ts";
import { nativeRuntime } from "../../../worker/runtimes/native.ts";
import type { SessionRequest } from "../../../worker/runtimes/session.ts";
import { delegateLibrary } from "../../support/delegates.ts";
import {
	coverageOf,
	infer,
	openExternal,
	reasonOf,
} from "../../support/external.ts";
import {
	DENSE,
	SUM_OF_TWO,
	tinyModelBytes,
	withFiles,
} from "../../support/tiny-models.ts";
import { testRuntime } from "../runtimes/conformance.ts";

const EXTERNAL = {
	...nativeRuntime,
	open: (request: SessionRequest) =>
		nativeRuntime.open({
			...request,
			delegateLibrary: delegateLibrary("takes-nothing"),
		}),
};

testRuntime(EXTERNAL, { delegate: "external", int64: true });

test("a delegate that takes nothing leaves the model as it is, and the coverage says so", async () => {
	const opening = await openExternal(DENSE, { library: "takes-nothing" });
	assert.equal(coverageOf(opening), {
		operators: 1,
		delegated: 0,
		partitions: 0,
	});
	assert.equal(
		await infer(opening, [new Float32Array([1, -1, 0.5, 2])]),
		[18.5, 21],
	);
});

test("a delegate takes its operators and gets its options", async () => {
	const plain = await openExternal(SUM_OF_TWO, { library: "takes-add" });
	assert.equal(coverageOf(plain), {
		operators: 1,
		delegated: 1,
		partitions: 1,
	});
	const inputs = [new Float32Array([1, 2, 3]), new Float32Array([10, 20, 30])];
	assert.equal(await infer(plain, inputs), [11, 22, 33]);
	const options = { scale: "-2.5" };
	const scaled = await openExternal(SUM_OF_TWO, {
		library: "takes-add",
		options,
	});
	assert.equal(await infer(scaled, inputs), [-27.5, -55, -82.5]);
});

test("an option that a delegate refuses is unsupported, in the delegate's words", async () => {
	const options = { loudness: "11" };
	assert.match(
		reasonOf(await openExternal(SUM_OF_TWO, { library: "takes-add", options })),
		"created no delegate: the only option is scale",
	);
});

test("a model that a delegate refuses is unsupported, in the delegate's words", async () => {
	const opening = await openExternal(DENSE, { library: "fails-to-prepare" });
	assert.match(
		reasonOf(opening),
		/refuses this model: .*this model is not to my taste/,
	);
});

test("a library that is no delegate, or lacks a symbol, is unsupported, and the reason names what is missing", async () => {
	assert.match(
		reasonOf(await openExternal(DENSE, { library: "no-delegate" })),
		"lacks the functions tflite_plugin_create_delegate",
	);
	assert.match(
		reasonOf(await openExternal(DENSE, { library: "missing-symbol" })),
		"undefined symbol: quantgrid_function_that_nobody_has",
	);
});

test("after a library that cannot be used another one can", async () => {
	await openExternal(DENSE, { library: "no-delegate" });
	const opening = await openExternal(SUM_OF_TWO, { library: "takes-add" });
	assert.is(coverageOf(opening)?.delegated, 1);
});

test("a library that is absent, a folder, a text or cut off is told by its path", async () => {
	const files = { "text.so": "not a library", "cut.so": "\x7fELF\x02\x01" };
	await withFiles(files, async (path) => {
		assert.match(libraryProblem(path("absent.so")) ?? "", "does not exist");
		assert.match(
			libraryProblem(join(path("absent.so"), "..")) ?? "",
			"not a file",
		);
		for (const name of Object.keys(files)) {
			const problem = libraryProblem(path(name)) ?? "";
			assert.match(problem, "is not a shared library");
			assert.match(problem, path(name));
		}
	});
});

test("a library for another processor is told with both processors", async () => {
	const head = Buffer.alloc(64);
	head.write("\x7fELF\x02\x01\x01", "latin1");
	head.writeUInt16LE(process.arch === "arm64" ? 62 : 183, 18);
	const other = process.arch === "arm64" ? "x64" : "arm64";
	await withFiles({ "other.so": head }, async (path) => {
		assert.match(
			libraryProblem(path("other.so")) ?? "",
			`is built for ${other}, and this Node runs on ${process.arch}`,
		);
	});
});

test("a name without a slash is left to the system's loader, whose words are the reason", async () => {
	await withFiles({ "m.tflite": tinyModelBytes(DENSE) }, async (path) => {
		const opening = await nativeRuntime.open({
			modelPath: path("m.tflite"),
			delegate: "external",
			threads: 1,
			delegateLibrary: "libquantgrid-nowhere.so.7",
		});
		assert.match(reasonOf(opening), "libquantgrid-nowhere.so.7");
	});
});

test("the delegate external without a library is refused with how a suite names one", async () => {
	const request = { modelPath: "x", delegate: "external", threads: 1 };
	const error = await nativeRuntime.open(request).catch(String);
	assert.match(String(error), /library: "….so"/);
});

test.run();
