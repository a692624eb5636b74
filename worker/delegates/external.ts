import { type Addon, type AddonState, addonPath, loadAddon } from "./addon.ts";
import { libraryProblem } from "./library-file.ts";

/** What the compiled plugin offers as a Node addon; see `external.c`. */
export type ExternalPlugin = Addon & {
	/**
	 * Sets which delegate library the delegates created from then on in this process stand before, and the options it gets:
	 * key, value, key, value, …. Gives what is wrong with the library, or an empty text.
	 */
	readonly setTarget: (library: string, options: readonly string[]) => string;
};

/** A library of a delegate: its path, or a name for the system's loader, and the options it gets. */
export type DelegateLibrary = {
	readonly library: string;
	readonly options: Readonly<Record<string, string>>;
};

/** The plugin that stands before a library, ready to be used, or why the library cannot be. */
export type ExternalState =
	| {
			readonly status: "ready";
			readonly path: string;
			readonly coverage: ExternalPlugin["coverage"];
	  }
	| { readonly status: "missing"; readonly reason: string };

let state: AddonState<ExternalPlugin> | undefined;

/** Loads the plugin that stands before delegate libraries into this process, once. Never throws. */
export function loadExternalPlugin(): AddonState<ExternalPlugin> {
	state ??= loadAddon(addonPath("external"), "external-delegate plugin");
	return state;
}

/**
 * Loads a delegate library into this process, which runs its code, and sets it as the one the plugin stands before.
 * Never throws: a library that is absent, of another processor, damaged or no delegate is the reason of `missing`.
 */
export function setUpExternal(target: DelegateLibrary): ExternalState {
	const problem = libraryProblem(target.library);
	if (problem !== undefined) {
		return { status: "missing", reason: problem };
	}
	const loaded = loadExternalPlugin();
	if (loaded.status === "missing") {
		return loaded;
	}
	const { path, plugin } = loaded;
	const options = Object.entries(target.options).flat();
	const refusal = plugin.setTarget(target.library, options);
	if (refusal !== "") {
		return {
			status: "missing",
			reason: `The delegate library ${target.library} cannot be used: ${refusal}.`,
		};
	}
	return { status: "ready", path, coverage: plugin.coverage };
}
