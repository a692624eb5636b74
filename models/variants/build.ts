import { errorText, UserError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import type { Build } from "../../plan/artifact.ts";
import type { Variant } from "../../plan/axes.ts";
import type { GraphInterface } from "../../plan/graph-interface.ts";
import type { ModelRef } from "../../plan/suite.ts";
import {
	decodeModel,
	decodeModelWithNotes,
	encodeModel,
} from "../tflite/index.ts";
import { type CachedArtifact, cachedArtifact, keepArtifact } from "./cache.ts";
import { graphInterface } from "./graph-interface.ts";
import { RECIPE_VERSION, RECIPES } from "./recipes.ts";
import { Refusal } from "./refusal.ts";
import { openSource, type Source, type SourceOptions } from "./source.ts";

/** What became of building a variant, and what its graph takes and gives where there is one. */
export type BuildResult = {
	readonly build: Build;
	readonly graph: GraphInterface | undefined;
};

/**
 * Builds a variant of a model, or finds it in the cache, keyed by the bytes of the source and by the recipe. What is
 * wrong with the model is the build's reason. Rejects with the signal's reason, and with a UserError for what the user
 * must mend before any model can be built: an unknown name, a missing dataset, a full disk.
 */
export async function buildVariant(
	model: ModelRef,
	variant: Variant,
	options: SourceOptions,
): Promise<BuildResult> {
	const source = await openSource(model, options);
	try {
		const { artifact, bytes } = await artifactOf(
			source,
			variant,
			options.cacheDirectory,
		);
		const { model } = decodeModelWithNotes(bytes, source.file);
		return {
			build: {
				status: "built",
				artifact: { ...artifact, weights: source.weights },
			},
			graph: graphInterface(model),
		};
	} catch (error) {
		if (error instanceof Refusal) {
			const reason = `${variant} cannot be made of ${model.name}: ${error.message}`;
			return { build: { status: "unsupported", reason }, graph: undefined };
		}
		if (error instanceof UserError) {
			return {
				build: { status: "failed", error: errorText(error) },
				graph: undefined,
			};
		}
		throw error;
	}
}

async function artifactOf(
	source: Source,
	variant: Variant,
	cacheDirectory: string,
): Promise<CachedArtifact> {
	const key = sha256(
		JSON.stringify({ source: source.sha256, variant, version: RECIPE_VERSION }),
	);
	const place = { cacheDirectory, key };
	return (
		(await cachedArtifact(place)) ??
		keepArtifact(place, await make(source, variant))
	);
}

async function make(source: Source, variant: Variant): Promise<Uint8Array> {
	const bytes = await source.tflite();
	const passes = RECIPES[variant];
	if (passes.length === 0) {
		return bytes;
	}
	const model = decodeModel(bytes, source.file);
	const made = passes.reduce((current, pass) => pass(current), model);
	// A recipe that changes nothing keeps the very bytes the user brought.
	return made === model ? bytes : encodeModel(made);
}
