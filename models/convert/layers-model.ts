import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { errorCode, errorText, UserError } from "../../lib/errors.ts";
import { parseJson } from "./json.ts";

/** A weight by its values, row-major. */
export type Weight = {
	readonly shape: readonly number[];
	readonly data: Float32Array;
};

/** A tfjs LayersModel as plain data: what a `model.json` and its weight files hold. */
export type LayersModel = {
	/** Where it came from, for messages. */
	readonly source: string;
	/** The network in the serialized form of Keras. */
	readonly topology: unknown;
	/** The weights by name, like `conv2d/kernel`. */
	readonly weights: ReadonlyMap<string, Weight>;
};

const MANIFEST = z.array(
	z.object({
		paths: z.array(z.string().min(1)),
		weights: z.array(
			z.object({
				name: z.string(),
				shape: z.array(z.int().nonnegative()),
				dtype: z.string(),
				quantization: z.unknown().optional(),
			}),
		),
	}),
);

const MODEL = z.object({
	format: z.string().nullish(),
	modelTopology: z.unknown().optional(),
	weightsManifest: MANIFEST,
});

type Group = z.infer<typeof MANIFEST>[number];

const BYTES_PER_VALUE = 4;

/**
 * Reads a tfjs LayersModel: a `model.json` as TensorFlow.js saves it or its converter writes it, and the weight files
 * it names, which must lie in its folder or below. TensorFlow.js itself is not needed. Rejects with a `UserError` naming
 * the file that is missing or wrong.
 */
export async function readLayersModel(path: string): Promise<LayersModel> {
	const text = new TextDecoder().decode(await read(path));
	const { format, modelTopology, weightsManifest } = parseJson(
		MODEL,
		text,
		path,
	);
	if (format === "graph-model" || modelTopology == null) {
		throw new UserError(
			`${path}: this is not a LayersModel of TensorFlow.js${format == null ? "" : ` but a ${format}`}. Save the model with model.save(), or convert it from Keras with --output_format=tfjs_layers_model.`,
		);
	}
	const weights = new Map<string, Weight>();
	for (const group of weightsManifest) {
		const bytes = await readGroup(group, path);
		let offset = 0;
		for (const { name, shape } of group.weights) {
			const length = size(shape);
			weights.set(name, { shape, data: floats(bytes, offset, length) });
			offset += length * BYTES_PER_VALUE;
		}
	}
	return { source: path, topology: modelTopology, weights };
}

async function readGroup(group: Group, path: string): Promise<Uint8Array> {
	for (const { name, dtype, quantization } of group.weights) {
		if (dtype !== "float32" || quantization !== undefined) {
			throw new UserError(
				`${path}: the weight "${name}" is stored as ${quantization === undefined ? dtype : "quantized values"}, but only plain float32 weights are supported. Save the model again without quantization.`,
			);
		}
	}
	const shards = group.paths.map((shard) => shardPath(shard, path));
	const sizes = await Promise.all(shards.map(fileSizeBytes));
	const found = sizes.reduce((sum, bytes) => sum + bytes, 0);
	const declared = group.weights.reduce(
		(sum, { shape }) => sum + size(shape) * BYTES_PER_VALUE,
		0,
	);
	if (found !== declared) {
		throw new UserError(
			`${path}: the weights of ${group.paths.join(", ")} take ${declared} bytes by their shapes, but the files have ${found}. The files do not belong together, or one of them is truncated.`,
		);
	}
	return Buffer.concat(await Promise.all(shards.map(read)));
}

function shardPath(shard: string, path: string): string {
	const folder = resolve(dirname(path));
	const inside = relative(folder, resolve(folder, shard));
	if (isAbsolute(shard) || inside === ".." || inside.startsWith(`..${sep}`)) {
		throw new UserError(
			`${path}: the weight file "${shard}" lies outside the folder of the model. Weight files must lie beside model.json or below it.`,
		);
	}
	return join(folder, inside);
}

async function fileSizeBytes(path: string): Promise<number> {
	const stats = await stat(path).catch((error) => unreadable(path, error));
	if (!stats.isFile()) {
		throw new UserError(`${path}: this is not a file. Weights were expected.`);
	}
	return stats.size;
}

async function read(path: string): Promise<Uint8Array> {
	return readFile(path).catch((error) => unreadable(path, error));
}

function unreadable(path: string, error: unknown): never {
	const reason =
		errorCode(error) === "ENOENT"
			? "the file is missing"
			: `the file cannot be read (${errorText(error)})`;
	throw new UserError(
		`${path}: ${reason}. A tfjs LayersModel consists of a model.json and the weight files it names.`,
		{ cause: error },
	);
}

function size(shape: readonly number[]): number {
	return shape.reduce((a, b) => a * b, 1);
}

function floats(
	bytes: Uint8Array,
	offset: number,
	length: number,
): Float32Array {
	const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
	const values = new Float32Array(length);
	for (let i = 0; i < length; i++) {
		values[i] = view.getFloat32(i * BYTES_PER_VALUE, true);
	}
	return values;
}
