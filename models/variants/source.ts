import { readFile, stat } from "node:fs/promises";
import { errorCode, errorText, UserError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import type { ModelRef } from "../../plan/suite.ts";
import { convertLayersModel } from "../convert/convert.ts";
import { type LayersModel, readLayersModel } from "../convert/layers-model.ts";
import { encodeModel } from "../tflite/index.ts";
import { ARCHITECTURES, type ZooModelName } from "../zoo/architectures.ts";
import { trainedModel } from "../zoo/trained-model.ts";
import type { TrainingProgress } from "../zoo/training.ts";
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
	/** The sha256 of the bytes it consists of. */
	readonly sha256: string;
	/** Its .tflite file: the user's bytes, or the converted network of the zoo. */
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
	return model.kind === "file"
		? fileSource(model.file)
		: zooSource(model.name, options);
}

async function fileSource(file: string): Promise<Source> {
	const bytes = await readModelFile(file);
	return {
		file,
		sha256: sha256(bytes),
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
	name: string,
	{ cacheDirectory, onTraining, signal }: SourceOptions,
): Promise<Source> {
	if (!isZooModel(name)) {
		const known = Object.keys(ARCHITECTURES).join(", ");
		throw new UserError(
			`the suite's model "${name}" is not in the zoo. Known: ${known}. For a file of your own write { name: "…", file: "….tflite" }.`,
		);
	}
	const trained = await trainedModel(name, {
		cacheDirectory,
		onProgress: (progress) => onTraining({ ...progress, model: name }),
		signal,
	});
	const layers = await readLayersModel(trained.path);
	return {
		file: trained.path,
		sha256: layersDigest(layers),
		tflite: async () => encodeModel(convertLayersModel(layers)),
		saved: { path: trained.path, layers },
	};
}

function isZooModel(name: string): name is ZooModelName {
	return Object.hasOwn(ARCHITECTURES, name);
}

function layersDigest({ topology, weights }: LayersModel): string {
	const digests = [...weights].map(([name, { shape, data }]) => [
		name,
		shape,
		sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
	]);
	return sha256(JSON.stringify([topology, digests]));
}
