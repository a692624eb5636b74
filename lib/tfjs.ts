import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { errorText } from "./errors.ts";

/** The TensorFlow.js library. */
export type Tfjs = typeof import("@tensorflow/tfjs");

/** What computes behind TensorFlow.js: JavaScript, WebAssembly, or TensorFlow itself on CPU or GPU. */
export type TfjsBackend = "cpu" | "wasm" | "node" | "node-gpu";

/** The packages of each backend besides @tensorflow/tfjs, the one that gives it first. */
const PACKAGES = {
	cpu: "@tensorflow/tfjs",
	wasm: "@tensorflow/tfjs-backend-wasm",
	node: "@tensorflow/tfjs-node",
	"node-gpu": "@tensorflow/tfjs-node-gpu",
} as const satisfies Record<TfjsBackend, string>;

const require = createRequire(import.meta.url);

/** The version of the package that gives a backend, or undefined where it is not installed. */
export function tfjsBackendVersion(backend: TfjsBackend): string | undefined {
	return installedVersion(PACKAGES[backend]);
}

/** The version of TensorFlow.js, or undefined where it is not installed. */
export function tfjsVersion(): string | undefined {
	return installedVersion(PACKAGES.cpu);
}

function installedVersion(name: string): string | undefined {
	try {
		return (require(`${name}/package.json`) as { version: string }).version;
	} catch {
		return undefined;
	}
}

/**
 * Gives TensorFlow.js with a backend active; a process can have one of them. `threads` is for TensorFlow itself: the
 * others compute on one. Rejects with an Error that says what is missing when the backend does not load on this machine.
 */
export async function loadTfjs(
	backend: TfjsBackend,
	{ threads }: { readonly threads?: number } = {},
): Promise<Tfjs> {
	switch (backend) {
		case "node":
		case "node-gpu":
			return loadNode(backend, threads);
		case "wasm":
			return loadWasm();
		default:
			return activate((await import("@tensorflow/tfjs")).default, "cpu");
	}
}

async function loadNode(
	backend: "node" | "node-gpu",
	threads: number | undefined,
): Promise<Tfjs> {
	// The native library reads these once, when it loads; it logs to the terminal unless told otherwise.
	process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
	if (threads !== undefined) {
		process.env.TF_NUM_INTRAOP_THREADS = String(threads);
		process.env.TF_NUM_INTEROP_THREADS = "1";
	}
	const name = PACKAGES[backend];
	if (installedVersion(name) === undefined) {
		throw new Error(`${name} is not installed`);
	}
	let tf: Tfjs;
	try {
		tf = require(name) as Tfjs;
	} catch (error) {
		const [first] = errorText(error).split(" Require stack:");
		throw new Error(`${name} is installed but does not load: ${first}`);
	}
	await activate(tf, "tensorflow");
	const { isUsingGpuDevice } = tf.backend() as {
		readonly isUsingGpuDevice?: boolean;
	};
	if (backend === "node-gpu" && isUsingGpuDevice !== true) {
		throw new Error(`${name} finds no GPU that it can use`);
	}
	return tf;
}

async function loadWasm(): Promise<Tfjs> {
	const tf = (await import("@tensorflow/tfjs")).default;
	const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
	const folder = dirname(require.resolve(`${PACKAGES.wasm}/package.json`));
	setWasmPaths(join(folder, "dist") + sep);
	return activate(tf, "wasm");
}

async function activate(tf: Tfjs, backendName: string): Promise<Tfjs> {
	// Keeps the library from writing advice to the terminal.
	tf.enableProdMode();
	if (!(await tf.setBackend(backendName))) {
		throw new Error(
			`the TensorFlow.js backend ${backendName} does not start on this machine`,
		);
	}
	return tf;
}
