import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	compileForEdgetpu,
	findCompiler,
} from "../../../models/edgetpu/compile.ts";
import { parseCompilerLog } from "../../../models/edgetpu/compiler-log.ts";
import {
	compilerLog,
	compilerPath,
	withEnvironment,
} from "../../support/edgetpu.ts";
import { withFolder } from "../../support/temporary-folder.ts";

const MODEL = new Uint8Array([1, 2, 3, 4]);

function withCompiler<Result>(
	mode: string,
	body: () => Promise<Result>,
): Promise<Result> {
	return withFolder((folder) =>
		withEnvironment(
			{
				PATH: compilerPath(folder),
				QUANTGRID_TEST_COMPILER: mode,
				QUANTGRID_TEST_LOG: compilerLog("integer-io"),
			},
			body,
		),
	);
}

test("the compiler on the PATH tells its version", async () => {
	assert.equal(await withCompiler("", findCompiler), {
		status: "found",
		version: "16.0.384591198",
	});
});

test("without a compiler the way to get one is told", async () => {
	const found = await withEnvironment({ PATH: "/nowhere" }, findCompiler);
	assert.is(found.status, "missing");
	assert.match(JSON.stringify(found), /not on the PATH.*apt-get install/);
});

test("a model is compiled, with the log of it", async () => {
	const result = await withCompiler("", () => compileForEdgetpu(MODEL));
	assert.is(result.status, "compiled");
	if (result.status === "compiled") {
		assert.equal([...result.bytes], [...MODEL]);
		assert.is(parseCompilerLog(result.log)?.operators.length, 8);
	}
});

test("a model that the compiler refuses has the compiler's reason", async () => {
	const result = await withCompiler("refuse", () => compileForEdgetpu(MODEL));
	assert.equal(result, {
		status: "refused",
		reason: "edgetpu_compiler ended with exit code 1: Model not quantized",
	});
});

test("a compiler that dies, hangs or makes nothing is a reason, not an error", async () => {
	const reason = async (mode: string) =>
		JSON.stringify(
			await withCompiler(mode, () =>
				compileForEdgetpu(MODEL, { timeoutMs: 1500 }),
			),
		);
	assert.match(await reason("crash"), "died of SIGSEGV");
	assert.match(await reason("hang"), "took longer than 1.5 s");
	assert.match(await reason("silent"), "without an error and without a file");
});

test("an interruption ends the compiler and is passed on", async () => {
	const interruption = new AbortController();
	const compiling = withCompiler("hang", () =>
		compileForEdgetpu(MODEL, { signal: interruption.signal }),
	);
	interruption.abort(new Error("enough"));
	assert.match(String(await compiling.catch(String)), "enough");
});

test("nothing is left in the folder for temporary files", async () => {
	const folders = () =>
		readdirSync(tmpdir()).filter((name) =>
			name.startsWith("quantgrid-edgetpu-"),
		);
	const before = folders();
	await withCompiler("refuse", () => compileForEdgetpu(MODEL));
	assert.equal(folders(), before);
});

test.run();
