import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorText } from "../../lib/errors.ts";
import type { Coverage } from "../runtimes/session.ts";

/** What each of our compiled plugins offers as a Node addon; see `plugin.h`. */
export type Addon = {
	/** The version of the TensorFlow Lite library the plugin is linked with, such as `2.9.0`. */
	readonly tfliteVersion: string;
	/** How much of the model opened last in this process went to the delegate. */
	readonly coverage: () => Coverage;
};

/** A plugin that is loaded, with its path, or why there is none and the way to get it. */
export type AddonState<Loaded extends Addon> =
	| {
			readonly status: "loaded";
			readonly path: string;
			readonly plugin: Loaded;
	  }
	| { readonly status: "missing"; readonly reason: string };

/** Where `worker/delegates/compile.js` puts a plugin for this platform, whether it is there or not. */
export function addonPath(name: string): string {
	const extension = process.platform === "darwin" ? "dylib" : "so";
	return join(
		packageRoot(),
		"build",
		`${process.platform}-${process.arch}`,
		`quantgrid-${name}.${extension}`,
	);
}

/** The script that compiles the plugins, to be run with Node. */
export function compileScript(): string {
	return join(packageRoot(), "worker/delegates/compile.js");
}

/**
 * Loads a plugin into this process; `title` is what its user calls it. Never throws: what is wrong is the reason of the
 * state `missing`.
 */
export function loadAddon<Loaded extends Addon>(
	path: string,
	title: string,
): AddonState<Loaded> {
	const wayOut = `Run \`node ${compileScript()}\`; it needs a C compiler.`;
	if (!existsSync(path)) {
		return {
			status: "missing",
			reason: `The ${title} is not compiled: ${path} does not exist. ${wayOut}`,
		};
	}
	const module = { exports: {} };
	try {
		process.dlopen(module, path);
	} catch (error) {
		return {
			status: "missing",
			reason: `The ${title} cannot be loaded: ${errorText(error)}. ${wayOut}`,
		};
	}
	// The addon is our own and is compiled from the source beside this file.
	return { status: "loaded", path, plugin: module.exports as Loaded };
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
