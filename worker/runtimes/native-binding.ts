import { createRequire } from "node:module";
import { errorText } from "../../lib/errors.ts";
import type { TensorData } from "./session.ts";

/** A tensor of the binding. `data()` is always the same array; `shape` is a comma-separated text, empty for a scalar. */
export type NativeTensor = {
	readonly name: string;
	readonly dataType: string;
	readonly shape: string;
	data(): TensorData;
};

/** The interpreter of tfjs-tflite-node. `infer()` copies the inputs in, invokes, and copies the outputs out. */
export type NativeInterpreter = {
	getInputs(): readonly NativeTensor[];
	getOutputs(): readonly NativeTensor[];
	infer(): boolean;
};

/** The options of the binding that we use. Delegate options do not survive the way through it: see `plugin.h`. */
export type InterpreterOptions = {
	readonly threads: number;
	readonly delegate?: { readonly path: string; readonly options: never[] };
};

/** The compiled addon of tfjs-tflite-node. The constructor throws what TensorFlow Lite says. */
export type NativeBinding = {
	readonly Interpreter: new (
		model: ArrayBuffer,
		options: InterpreterOptions,
	) => NativeInterpreter;
};

/** The binding, or why there is none and the way to get it. */
export type NativeBindingState =
	| { readonly status: "loaded"; readonly binding: NativeBinding }
	| { readonly status: "missing"; readonly reason: string };

// The package's own entry loads tfjs-core as well: 20 MB and 30 ms in every worker, for tensors we do not use.
const ADDON = "tfjs-tflite-node/build/Release/node_tflite_binding.node";

let state: NativeBindingState | undefined;

/** Loads the binding into this process, once. Never throws: what is wrong is the reason of the state `missing`. */
export function loadNativeBinding(): NativeBindingState {
	state ??= requireBinding();
	return state;
}

function requireBinding(): NativeBindingState {
	try {
		const require = createRequire(import.meta.url);
		return { status: "loaded", binding: require(ADDON) };
	} catch (error) {
		return {
			status: "missing",
			reason: `The native TensorFlow Lite binding cannot be loaded: ${errorText(error)}. Run \`npm rebuild tfjs-tflite-node\`; it needs python3, make and a C++ compiler.`,
		};
	}
}
