import { readFile, stat } from "node:fs/promises";
import { errorCode, errorText, UserError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import type { WeightsOrigin } from "../../plan/artifact.ts";
import type { ModelRef } from "../../plan/suite.ts";
import { convertLayersModel } from "../convert/convert.ts";
import { type LayersModel, readLayersModel } from "../convert/layers-model.ts";
import { encodeModel } from "../tflite/index.ts";
import type { TrainingProgress } from "../zoo/training.ts";
import { openZooModel } from "../zoo/zoo-model.ts";
import type { SavedLayers } from "./saved-model.ts";

/** Where made things are kept, who hears of a training, and what interrupts it. */
export type SourceOptions = {
	readonly cacheDirectory: string;
	readonly onTraining: (
		progress: TrainingProgress & { readonly model: string },
	) => void;
	readonly signal: AbortSignal;
};

/** What variants are made from. */
export type Source = {
	/** What errors call it. */
	readonly file: string;
	/** The sha256 of what it is made of. */
	readonly sha256: string;
	readonly weights: WeightsOrigin;
	/** Its .tflite file: the user's bytes, or the converted network. */
	readonly tflite: () => Promise<Uint8Array>;
	/** The LayersModel itself; undefined where a .tflite file is all there is. */
	readonly saved: SavedLayers | undefined;
};

/** Above this a .tflite file cannot be: its offsets are signed 32-bit numbers. */
const MAX_FILE_BYTES = 2 ** 31;

/** Opens what a suite names as its model. A network of the zoo is trained first where it is not in the cache. */
export async function openSource(
	model: ModelRef,
	options: SourceOptions,
): Promise<Source> {
	switch (model.kind) {
		case "file":
			return fileSource(model.file);
		case "layers":
			return layersSource(await savedLayers(model.layers), "loaded");
		case "zoo":
			return zooSource(model, options);
	}
}

async function fileSource(file: string): Promise<Source> {
	const bytes = await readModelFile(file);
	return {
		file,
		sha256: sha256(bytes),
		weights: "brought",
		tflite: async () => bytes,
		saved: undefined,
	};
}

async function readModelFile(file: string): Promise<Uint8Array> {
	try {
		const { size } = await stat(file);
		if (size <= MAX_FILE_BYTES) {
			return await readFile(file);
		}
	} catch (error) {
		const what =
			errorCode(error) === "ENOENT"
				? "there is no such file"
				: errorText(error);
		throw new UserError(
			`${file}: the model cannot be read: ${what}. Mend the path in the suite.`,
		);
	}
	throw new UserError(
		`${file}: the model is larger than a .tflite file can be (2 GiB).`,
	);
}

async function zooSource(
	model: Extract<ModelRef, { kind: "zoo" }>,
	{ cacheDirectory, onTraining, signal }: SourceOptions,
): Promise<Source> {
	const network = await openZooModel(model, {
		cacheDirectory,
		onProgress: (progress) => onTraining({ ...progress, model: model.name }),
		signal,
	});
	return network.weights === "trained"
		? layersSource(await savedLayers(network.path), "trained")
		: layersSource({ path: undefined, layers: network.layers }, "random");
}

async function savedLayers(path: string): Promise<SavedLayers> {
	return { path, layers: await readLayersModel(path) };
}

function layersSource(saved: SavedLayers, weights: WeightsOrigin): Source {
	const { layers } = saved;
	return {
		file: layers.source,
		sha256: layersDigest(layers),
		weights,
		tflite: async () => encodeModel(convertLayersModel(layers)),
		saved,
	};
}

function layersDigest({ topology, weights }: LayersModel): string {
	const digests = [...weights].map(([name, { shape, data }]) => [
		name,
		shape,
		sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
	]);
	return sha256(JSON.stringify([topology, digests]));
}
