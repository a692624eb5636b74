import {
	type Addon,
	type AddonState,
	addonPath,
	compileScript,
	loadAddon,
} from "./addon.ts";

/** What the compiled plugin offers as a Node addon; see `xnnpack.c`. */
export type XnnpackPlugin = Addon & {
	/**
	 * Sets an option for every delegate created from then on in this process; false when the option or its value is not
	 * known. Options: `threads` (0 follows the interpreter), `signed_int8` and `unsigned_int8` (`0` or `1`; both start on).
	 */
	readonly setOption: (key: string, value: string) => boolean;
};

/** The plugin, or why there is none and the way to get it. */
export type XnnpackPluginState = AddonState<XnnpackPlugin>;

/** Where `worker/delegates/compile.js` puts the plugin for this platform, whether it is there or not. */
export function xnnpackPluginPath(): string {
	return addonPath("xnnpack");
}

/** The script that compiles the plugin, to be run with Node. */
export const xnnpackCompileScript = compileScript;

let state: XnnpackPluginState | undefined;

/** Loads the plugin into this process, once. Never throws: what is wrong is the reason of the state `missing`. */
export function loadXnnpackPlugin(): XnnpackPluginState {
	state ??= loadXnnpackPluginFrom(xnnpackPluginPath());
	return state;
}

/** Loads the plugin from a path of its own, which is for tests; see `loadXnnpackPlugin`. */
export function loadXnnpackPluginFrom(path: string): XnnpackPluginState {
	return loadAddon(path, "XNNPACK delegate plugin");
}
