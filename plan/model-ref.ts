import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { nameSchema } from "./name.ts";

const path = z.string().min(1);

/** The sizes in which a network of the zoo comes; each has defaults of its own. */
const sizes = {
	inputSize: z.int().min(1).optional(),
	classes: z.int().min(1).optional(),
};

const zooModel = z.strictObject({
	kind: z.literal("zoo"),
	name: nameSchema,
	zoo: nameSchema,
	...sizes,
});

const fileModel = z.strictObject({
	kind: z.literal("file"),
	name: nameSchema,
	file: path,
});

const layersModel = z.strictObject({
	kind: z.literal("layers"),
	name: nameSchema,
	layers: path,
});

/**
 * How a suite names a model: a network of the zoo by its name alone, or under a name of its own with its sizes; a
 * `.tflite` file; a tfjs LayersModel by its `model.json`.
 */
export const modelSchema = z.union([
	nameSchema.transform((name) => ({ kind: "zoo" as const, name, zoo: name })),
	zooModel
		.omit({ kind: true })
		.transform((model) => ({ kind: "zoo" as const, ...model })),
	fileModel
		.omit({ kind: true })
		.transform((model) => ({ kind: "file" as const, ...model })),
	layersModel
		.omit({ kind: true })
		.transform((model) => ({ kind: "layers" as const, ...model })),
	zooModel,
	fileModel,
	layersModel,
]);

/** A model as a suite names it: a network of the zoo, a `.tflite` file, or a LayersModel's `model.json`. */
export type ModelRef = z.output<typeof modelSchema>;

/** The model with its path taken from a folder, where it is relative. */
export function withAbsolutePath(model: ModelRef, directory: string): ModelRef {
	const absolute = (path: string) =>
		isAbsolute(path) ? path : resolve(directory, path);
	switch (model.kind) {
		case "zoo":
			return model;
		case "file":
			return { ...model, file: absolute(model.file) };
		case "layers":
			return { ...model, layers: absolute(model.layers) };
	}
}
