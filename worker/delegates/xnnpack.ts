import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorText } from "../../lib/errors.ts";
import type { Coverage } from "../runtimes/session.ts";

/** What the compiled plugin offers as a Node addon; see `xnnpack.c`. */
export type XnnpackPlugin = {
	/** The version of the TensorFlow Lite library the plugin is linked with, such as `2.9.0`. */
	readonly tfliteVersion: string;
	/**
	 * Sets an option for every delegate created from then on in this process; false when the option or its value is not
	 * known. Options: `threads` (0 follows the interpreter), `signed_int8` and `unsigned_int8` (`0` or `1`; both start on).
	 */
	readonly setOption: (key: string, value: string) => boolean;
	/** How much of the model opened last in this process went to XNNPACK. */
	readonly coverage: () => Coverage;
};

/** The plugin, or why there is none and the way to get it. */
export type XnnpackPluginState =
	| {
			readonly status: "loaded";
			readonly path: string;
			readonly plugin: XnnpackPlugin;
	  }
	| { readonly status: "missing"; readonly reason: string };

/** Where `worker/delegates/compile.js` puts the plugin for this platform, whether it is there or not. */
export function xnnpackPluginPath(): string {
	const extension = process.platform === "darwin" ? "dylib" : "so";
	return join(
		packageRoot(),
		"build",
		`${process.platform}-${process.arch}`,
		`quantgrid-xnnpack.${extension}`,
	);
}

/** The script that compiles the plugin, to be run with Node. */
export function xnnpackCompileScript(): string {
	return join(packageRoot(), "worker/delegates/compile.js");
}

let state: XnnpackPluginState | undefined;

/** Loads the plugin into this process, once. Never throws: what is wrong is the reason of the state `missing`. */
export function loadXnnpackPlugin(): XnnpackPluginState {
	state ??= loadXnnpackPluginFrom(xnnpackPluginPath());
	return state;
}

/** Loads the plugin from a path of its own, which is for tests; see `loadXnnpackPlugin`. */
export function loadXnnpackPluginFrom(path: string): XnnpackPluginState {
	const wayOut = `Run \`node ${xnnpackCompileScript()}\`; it needs a C compiler.`;
	if (!existsSync(path)) {
		return {
			status: "missing",
			reason: `The XNNPACK delegate plugin is not compiled: ${path} does not exist. ${wayOut}`,
		};
	}
	const module = { exports: {} };
	try {
		process.dlopen(module, path);
	} catch (error) {
		return {
			status: "missing",
			reason: `The XNNPACK delegate plugin cannot be loaded: ${errorText(error)}. ${wayOut}`,
		};
	}
	return {
		status: "loaded",
		path,
		// The addon is our own and is compiled from the source beside this file.
		plugin: module.exports as XnnpackPlugin,
	};
}

// The sources lie one folder deeper once compiled, so the depth of this file says nothing.
function packageRoot(): string {
	let folder = import.meta.dirname;
	while (!existsSync(join(folder, "package.json"))) {
		const parent = dirname(folder);
		if (parent === folder) {
			return import.meta.dirname;
		}
		folder = parent;
	}
	return folder;
}
