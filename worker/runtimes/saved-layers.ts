import { z } from "zod";
import { splitHeadedBytes } from "../../lib/headed-bytes.ts";

const weightSchema = z.object({
	name: z.string(),
	shape: z.array(z.int().min(0)),
	dtype: z.literal("float32"),
	quantization: z.undefined().optional(),
});

const headSchema = z.object({
	modelTopology: z.record(z.string(), z.unknown()),
	weightsManifest: z.array(z.object({ weights: z.array(weightSchema) })),
});

/** A saved LayersModel in memory: its network, and its weights one after the other as float32 values. */
export type SavedLayers = {
	readonly topology: Readonly<Record<string, unknown>>;
	readonly specs: readonly z.output<typeof weightSchema>[];
	readonly weights: Uint8Array;
};

/**
 * Takes a `.tfjs` artifact apart: a model.json on one line, then its weights in the order of its manifest. Gives what is
 * wrong with it as a text: no such head, or weights that are fewer or more than the head says.
 */
export function readSavedLayers(file: Uint8Array): SavedLayers | string {
	const split = splitHeadedBytes(file);
	const head = split && headSchema.safeParse(parseJson(split.head));
	if (head?.success !== true) {
		return "its first line is not the model.json of a LayersModel with float32 weights";
	}
	const { modelTopology, weightsManifest } = head.data;
	const specs = weightsManifest.flatMap(({ weights }) => weights);
	const expected = specs.reduce(
		(sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1),
		0,
	);
	const weights = split?.bytes ?? new Uint8Array();
	if (weights.length !== expected) {
		return `its weights take ${expected} bytes by their shapes, and ${weights.length} follow`;
	}
	return { topology: modelTopology, specs, weights };
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
