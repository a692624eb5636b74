import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	loadXnnpackPlugin,
	loadXnnpackPluginFrom,
	xnnpackCompileScript,
	xnnpackPluginPath,
} from "../../../worker/delegates/xnnpack.ts";
import { DENSE, tinyModelBytes, withFiles } from "../../support/tiny-models.ts";

const HOST_SOURCE = resolve(
	xnnpackCompileScript(),
	"../../../test/worker/delegates/plugin-host.c",
);

test("the installed plugin lies where the runtime looks for it, and tells the library's version", () => {
	assert.ok(existsSync(xnnpackPluginPath()));
	const loaded = loadXnnpackPlugin();
	assert.is(loaded.status, "loaded");
	if (loaded.status === "loaded") {
		assert.match(loaded.plugin.tfliteVersion, /^2\.\d+\.\d+$/);
	}
});

test("an option is taken only with a value that means something", () => {
	const loaded = loadXnnpackPlugin();
	if (loaded.status === "missing") {
		throw new Error(loaded.reason);
	}
	const { setOption } = loaded.plugin;
	const taken = (key: string, value: string) => setOption(key, value);
	assert.equal(
		["0", "1", "2", "", "yes"].map((value) => taken("signed_int8", value)),
		[true, true, false, false, false],
	);
	assert.equal(
		["0", "4", "-1", "4x", "", "99999999999"].map((value) =>
			taken("threads", value),
		),
		[true, true, false, false, false, false],
	);
	assert.not(taken("turbo", "1"));
	assert.ok(taken("threads", "0"));
});

test("a plugin that is absent or broken is told with its path and the command that builds it", async () => {
	await withFiles({ "broken.so": "not a library" }, async (path) => {
		for (const name of ["absent.so", "broken.so"]) {
			const found = loadXnnpackPluginFrom(path(name));
			assert.is(found.status, "missing");
			assert.match(JSON.stringify(found), name);
			assert.match(
				JSON.stringify(found),
				`Run \`node ${xnnpackCompileScript()}`,
			);
		}
	});
});

test("any host of external delegates can use the plugin, with the options it hands over", async () => {
	const lines = await host(["threads", "2", "unsigned_int8", "0"]);
	assert.equal(lines, ["open"]);
});

test("a host hears which option the plugin refuses, at once and from the interpreter", async () => {
	const [told, refused] = await host(["threads", "2", "turbo", "1"]);
	assert.match(told ?? "", /^told .*"turbo" with value "1".*signed_int8/);
	assert.match(refused ?? "", /^refused .*"turbo" with value "1"/);
});

test("a plugin for a platform without a library is refused by hand and does not fail an install", () => {
	const byHand = compile({ npm_config_arch: "mips" });
	assert.is(byHand.status, 1);
	assert.match(byHand.stderr, /-mips; supported are linux-x64, linux-arm64/);
	assert.match(byHand.stderr, /"xnnpack".* will be reported as unsupported/);
	const install = { npm_config_arch: "mips", npm_lifecycle_event: "install" };
	assert.is(compile(install).status, 0);
});

test("without a compiler the way to get one is told", () => {
	const { status, stderr } = compileProgram({ CC: "no-such-compiler" });
	assert.is(status, 1);
	assert.match(stderr, /looked for no-such-compiler.*apt-get install gcc/);
});

test("what the compiler says about a source it refuses is passed on", () => {
	const { status, stderr } = compileProgram({}, "/nowhere/at-all.c");
	assert.is(status, 1);
	assert.match(stderr, "/nowhere/at-all.c");
});

test.run();

async function host(options: readonly string[]): Promise<readonly string[]> {
	return withFiles({ "m.tflite": tinyModelBytes(DENSE) }, async (path) => {
		const program = path("plugin-host");
		const built = compile({}, ["--program", HOST_SOURCE, program]);
		assert.is(built.status, 0, built.stderr);
		const { stdout } = spawnSync(
			program,
			[xnnpackPluginPath(), path("m.tflite"), ...options],
			{ encoding: "utf8" },
		);
		return stdout
			.split("\n")
			.filter((line) => /^(told|refused|open|\S*lib)/.test(line));
	});
}

function compileProgram(
	environment: Readonly<Record<string, string>>,
	source = HOST_SOURCE,
) {
	return compile(environment, ["--program", source, "/nowhere-to-write/x"]);
}

function compile(
	environment: Readonly<Record<string, string>>,
	words: readonly string[] = [],
) {
	return spawnSync(process.execPath, [xnnpackCompileScript(), ...words], {
		encoding: "utf8",
		env: { ...process.env, npm_lifecycle_event: "", ...environment },
	});
}
