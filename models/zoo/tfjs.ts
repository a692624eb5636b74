import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import type { KernelConfig } from "@tensorflow/tfjs";
import { batchMatMulKernel } from "./batch-mat-mul.ts";
import { conv2DBackpropFilterKernel } from "./conv2d-backprop-filter.ts";
import { conv2DBackpropInputKernel } from "./conv2d-backprop-input.ts";

/** The TensorFlow.js library. */
export type Tfjs = typeof import("@tensorflow/tfjs");

/** A TensorFlow.js backend that can train. Its import is put off until `load`, since it takes long. */
export type TrainingBackend = {
	readonly name: "tfjs-node" | "tfjs-wasm";
	/** Version of the backend and of TensorFlow.js itself. */
	readonly version: string;
	/** Gives the library with this backend active. Rejects when the backend does not load on this machine. */
	readonly load: () => Promise<Tfjs>;
};

const require = createRequire(import.meta.url);

/** The backends that may train on this machine, the preferred one first. The last one always loads. */
export function trainingBackends(): readonly TrainingBackend[] {
	const node = installedVersion("@tensorflow/tfjs-node");
	const wasm: TrainingBackend = {
		name: "tfjs-wasm",
		version: `${installedVersion("@tensorflow/tfjs-backend-wasm")} tfjs ${installedVersion("@tensorflow/tfjs")}`,
		load: loadWasm,
	};
	return node === undefined
		? [wasm]
		: [{ name: "tfjs-node", version: node, load: loadNode }, wasm];
}

function installedVersion(name: string): string | undefined {
	try {
		return (require(`${name}/package.json`) as { version: string }).version;
	} catch {
		return undefined;
	}
}

async function loadNode(): Promise<Tfjs> {
	// The native library logs to the terminal unless told otherwise before it loads.
	process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
	const tf = require("@tensorflow/tfjs-node") as Tfjs;
	await activate(tf, "tensorflow");
	return tf;
}

async function loadWasm(): Promise<Tfjs> {
	const tf = (await import("@tensorflow/tfjs")).default;
	const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
	const directory = join(
		dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")),
		"dist",
	);
	setWasmPaths(directory + sep);
	await activate(tf, "wasm");
	if (tf.getKernel(tf.Conv2DBackpropFilter, "wasm") === undefined) {
		tf.registerKernel(conv2DBackpropFilterKernel(tf, "wasm"));
		replaceKernel(tf, batchMatMulKernel(tf, "wasm"));
		replaceKernel(tf, conv2DBackpropInputKernel(tf, "wasm"));
	}
	return tf;
}

function replaceKernel(tf: Tfjs, kernel: KernelConfig): void {
	tf.unregisterKernel(kernel.kernelName, kernel.backendName);
	tf.registerKernel(kernel);
}

async function activate(tf: Tfjs, backendName: string): Promise<void> {
	// Keeps the library from writing advice to the terminal.
	tf.enableProdMode();
	if (!(await tf.setBackend(backendName))) {
		throw new Error(
			`The TensorFlow.js backend ${backendName} does not start on this machine.`,
		);
	}
}
