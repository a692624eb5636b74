import { readFile } from "node:fs/promises";
import type { LayersModel } from "@tensorflow/tfjs";
import { errorCode, errorText, UserError } from "../../lib/errors.ts";
import {
	loadTfjs,
	type Tfjs,
	type TfjsBackend,
	tfjsVersion,
} from "../../lib/tfjs.ts";
import { readSavedLayers, type SavedLayers } from "./saved-layers.ts";
import type { Opening, Runtime, SessionRequest } from "./session.ts";
import { TfjsSession, unknownDimension } from "./tfjs-session.ts";

type DelegateFacts = {
	readonly backend: TfjsBackend;
	/** Whether the thread count of a request means anything. */
	readonly threads: boolean;
	readonly wayOut: string;
};

const DELEGATES: Readonly<Record<string, DelegateFacts>> = {
	"tfjs-wasm": {
		backend: "wasm",
		threads: false,
		wayOut: "Run `npm ci`; @tensorflow/tfjs-backend-wasm needs no compiler.",
	},
	"tfjs-cpu": {
		backend: "cpu",
		threads: false,
		wayOut: "Run `npm ci`; @tensorflow/tfjs needs no compiler.",
	},
	"tfjs-node": {
		backend: "node",
		threads: true,
		wayOut:
			"Run `npm install @tensorflow/tfjs-node`; it downloads libtensorflow.",
	},
	"tfjs-node-gpu": {
		backend: "node-gpu",
		threads: true,
		wayOut:
			"Run `npm install @tensorflow/tfjs-node-gpu` on Linux or Windows with an NVIDIA GPU, CUDA and cuDNN.",
	},
};

/** TensorFlow.js in this process, for the LayersModel that the other variants are made from. */
export const tfjsRuntime: Runtime = {
	name: "tfjs",
	delegates: Object.keys(DELEGATES),
	open: openTfjs,
};

/** How to get what a delegate of this runtime needs; empty for another's. */
export function tfjsWayOut(delegate: string): string {
	return DELEGATES[delegate]?.wayOut ?? "";
}

async function openTfjs(request: SessionRequest): Promise<Opening> {
	const { modelPath, delegate, threads } = request;
	const facts = delegateFacts(request);
	if (!facts.threads && threads > 1) {
		return {
			status: "unsupported",
			reason: `The delegate "${delegate}" computes on one thread in Node.js, ${threads} were asked for.`,
		};
	}
	const read = await readModelFile(modelPath);
	const library = await loadLibrary(facts, threads);
	if (typeof library === "string") {
		return { status: "unsupported", reason: library };
	}
	const start = performance.now();
	const saved = readSavedLayers(read);
	if (typeof saved === "string") {
		throw new UserError(
			`${modelPath}: this is not a saved LayersModel: ${saved}.`,
		);
	}
	const model = await build(library, saved);
	if (typeof model === "string") {
		return { status: "unsupported", reason: model };
	}
	const loadMs = performance.now() - start;
	const runtimeVersion = `TensorFlow.js ${tfjsVersion()}, ${library.getBackend()}`;
	const session = new TfjsSession({
		tf: library,
		model,
		loadMs,
		runtimeVersion,
	});
	return { status: "open", session };
}

function delegateFacts({ delegate, threads }: SessionRequest): DelegateFacts {
	if (!Number.isInteger(threads) || threads < 1) {
		throw new UserError(
			`The tfjs runtime expects a whole number of threads from 1 on, found ${threads}.`,
		);
	}
	const facts = Object.hasOwn(DELEGATES, delegate)
		? DELEGATES[delegate]
		: undefined;
	if (facts === undefined) {
		throw new UserError(
			`The tfjs runtime has no delegate "${delegate}". It has: ${tfjsRuntime.delegates.join(", ")}.`,
		);
	}
	return facts;
}

async function readModelFile(path: string): Promise<Uint8Array> {
	try {
		return await readFile(path);
	} catch (error) {
		throw new UserError(
			`The model file ${path} cannot be read (${errorCode(error) ?? errorText(error)}). Give the path of a saved LayersModel.`,
			{ cause: error },
		);
	}
}

async function loadLibrary(
	{ backend, wayOut }: DelegateFacts,
	threads: number,
): Promise<Tfjs | string> {
	try {
		return await loadTfjs(backend, { threads });
	} catch (error) {
		return `TensorFlow.js cannot compute here: ${errorText(error)}. ${wayOut}`;
	}
}

/** The network with its weights, or why this version of TensorFlow.js cannot build it. */
async function build(
	tf: Tfjs,
	{ topology, specs, weights }: SavedLayers,
): Promise<LayersModel | string> {
	try {
		const model = await tf.loadLayersModel(
			tf.io.fromMemory({
				modelTopology: topology,
				weightSpecs: specs.map(({ name, shape, dtype }) => ({
					name,
					shape: [...shape],
					dtype,
				})),
				weightData: new Uint8Array(weights).buffer,
			}),
		);
		return unknownDimension(model) ?? model;
	} catch (error) {
		return `TensorFlow.js refuses the model: ${errorText(error).replace(/\.$/, "")}.`;
	}
}
