import type { KernelConfig } from "@tensorflow/tfjs";
import {
	loadTfjs,
	type Tfjs,
	tfjsBackendVersion,
	tfjsVersion,
} from "../../lib/tfjs.ts";
import { batchMatMulKernel } from "./batch-mat-mul.ts";
import { conv2DBackpropFilterKernel } from "./conv2d-backprop-filter.ts";
import { conv2DBackpropInputKernel } from "./conv2d-backprop-input.ts";

export type { Tfjs } from "../../lib/tfjs.ts";

/** A TensorFlow.js backend that can train. Its import is put off until `load`, since it takes long. */
export type TrainingBackend = {
	readonly name: "tfjs-node" | "tfjs-wasm";
	/** Version of the backend and of TensorFlow.js itself. */
	readonly version: string;
	/** Gives the library with this backend active. Rejects when the backend does not load on this machine. */
	readonly load: () => Promise<Tfjs>;
};

/** The backends that may train on this machine, the preferred one first. The last one always loads. */
export function trainingBackends(): readonly TrainingBackend[] {
	const node = tfjsBackendVersion("node");
	const wasm: TrainingBackend = {
		name: "tfjs-wasm",
		version: `${tfjsBackendVersion("wasm")} tfjs ${tfjsVersion()}`,
		load: loadWasm,
	};
	return node === undefined
		? [wasm]
		: [
				{ name: "tfjs-node", version: node, load: () => loadTfjs("node") },
				wasm,
			];
}

async function loadWasm(): Promise<Tfjs> {
	const tf = await loadTfjs("wasm");
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
