import { join } from "node:path";
import type { LayersModel } from "@tensorflow/tfjs";
import type { Dataset } from "../../datasets/dataset.ts";
import { loadDataset } from "../../datasets/load.ts";
import { sha256 } from "../../lib/hash.ts";
import type { Architecture, TrainedArchitecture } from "./architecture.ts";
import { ARCHITECTURES, type ZooModelName } from "./architectures.ts";
import { type EntryFiles, isIntact, writeEntry } from "./entry.ts";
import { type Tfjs, type TrainingBackend, trainingBackends } from "./tfjs.ts";
import { type TrainingProgress, train } from "./training.ts";

/** Raise it when a change here or in `training.ts` gives other weights: entries made before are then no longer found. */
const RECIPE_VERSION = 1;

const MODEL_FILE = "model.json";
const WEIGHTS_FILE = "weights.bin";

/** A network of the zoo with its weights, as a file. */
export type TrainedModel = {
	readonly name: ZooModelName;
	/** Path of its `model.json`, a tfjs LayersModel; the weights lie beside it. */
	readonly path: string;
	/** Name and version of the backend that made the weights. */
	readonly backend: string;
	/** False when the model came from the cache. */
	readonly isNew: boolean;
};

/** Where trained models are kept, and who hears about a training. */
export type TrainedModelOptions = {
	readonly cacheDirectory: string;
	readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Seed of initial weights and sample order, instead of the one the architecture declares. */
	readonly seed?: number | undefined;
};

/**
 * Gives a network of the zoo with its weights: from `<cacheDirectory>/models/<name>-<key>/` when it is there unharmed,
 * else it is trained and kept there. The key covers the network, the recipe,
 * the seed, the training data, the backend and the library's version. TensorFlow.js is imported only to make a model.
 * Rejects with a `UserError` when the dataset is missing or wrong, with the signal's reason when it is aborted. A network
 * that keeps random weights is not for this function but for `openZooModel`.
 */
export async function trainedModel(
	name: ZooModelName,
	options: TrainedModelOptions,
): Promise<TrainedModel> {
	const architecture: Architecture = ARCHITECTURES[name];
	if (architecture.weights !== "trained") {
		throw new Error(`The network ${name} is not trained.`);
	}
	const { training } = architecture;
	const seed = options.seed ?? architecture.seed;
	const dataset = await loadDataset({ name: training.dataset, split: "train" });
	for (const backend of trainingBackends()) {
		const origin = describeOrigin({
			name,
			architecture,
			seed,
			dataset,
			backend,
		});
		const key = sha256(JSON.stringify(origin)).slice(0, 16);
		const directory = join(options.cacheDirectory, "models", `${name}-${key}`);
		const model = {
			name,
			path: join(directory, MODEL_FILE),
			backend: origin.backend,
		};
		if (await isIntact(directory, [MODEL_FILE, WEIGHTS_FILE])) {
			return { ...model, isNew: false };
		}
		const tf = await loadIfPossible(backend);
		if (tf !== undefined) {
			const files = await make(tf, architecture, { ...options, dataset, seed });
			await writeEntry(directory, files, origin);
			return { ...model, isNew: true };
		}
	}
	throw new Error("No TensorFlow.js backend loads on this machine.");
}

function describeOrigin({
	name,
	architecture,
	seed,
	dataset,
	backend,
}: {
	readonly name: ZooModelName;
	readonly architecture: TrainedArchitecture;
	readonly seed: number;
	readonly dataset: Dataset;
	readonly backend: TrainingBackend;
}) {
	return {
		version: RECIPE_VERSION,
		name,
		topology: architecture.topology(seed),
		seed,
		training: architecture.training,
		dataset: dataset.sha256,
		backend: `${backend.name} ${backend.version}`,
	};
}

async function loadIfPossible(
	backend: TrainingBackend,
): Promise<Tfjs | undefined> {
	if (backend.name === "tfjs-wasm") {
		return backend.load();
	}
	try {
		return await backend.load();
	} catch {
		// An optional native backend that is installed but does not load counts as absent.
		return undefined;
	}
}

async function make(
	tf: Tfjs,
	architecture: TrainedArchitecture,
	options: TrainedModelOptions & {
		readonly dataset: Dataset;
		readonly seed: number;
	},
): Promise<EntryFiles> {
	const { dataset, seed, onProgress, signal } = options;
	signal?.throwIfAborted();
	const model = await buildModel(tf, architecture, seed);
	try {
		const context = { tf, dataset, seed, onProgress, signal };
		await train(model, architecture.training, context);
		return await serialize(tf, model);
	} finally {
		model.dispose();
	}
}

/** Builds a network with its seeded initial weights in the active backend. */
export async function buildModel(
	tf: Tfjs,
	architecture: TrainedArchitecture,
	seed: number,
): Promise<LayersModel> {
	const topology = architecture.topology(seed);
	const model = await tf.loadLayersModel(
		tf.io.fromMemory({ modelTopology: topology }),
	);
	if (model.countParams() !== architecture.parameterCount) {
		throw new Error(
			`${topology.config.name} has ${model.countParams()} parameters, but its architecture declares ${architecture.parameterCount}.`,
		);
	}
	return model;
}

async function serialize(tf: Tfjs, model: LayersModel): Promise<EntryFiles> {
	let files: EntryFiles = {};
	await model.save(
		tf.io.withSaveHandler(async (artifacts) => {
			const { weightData, weightSpecs, modelTopology } = artifacts;
			files = {
				[MODEL_FILE]: `${JSON.stringify({
					format: artifacts.format,
					generatedBy: artifacts.generatedBy,
					convertedBy: null,
					modelTopology,
					weightsManifest: [{ paths: [WEIGHTS_FILE], weights: weightSpecs }],
				})}\n`,
				[WEIGHTS_FILE]: new Uint8Array(
					tf.io.concatenateArrayBuffers([weightData ?? []].flat()),
				),
			};
			return {
				modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts),
			};
		}),
	);
	return files;
}
