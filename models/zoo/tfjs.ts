import {
	loadTfjs,
	type Tfjs,
	tfjsBackendVersion,
	tfjsVersion,
} from "../../lib/tfjs.ts";
import { conv2DBackpropFilterKernel } from "./conv2d-backprop-filter.ts";

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
	}
	return tf;
}
