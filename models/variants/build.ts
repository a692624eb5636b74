import { errorText, UserError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import type { Artifact, Build } from "../../plan/artifact.ts";
import type { Variant } from "../../plan/axes.ts";
import type { Compilation } from "../../plan/compilation.ts";
import type { GraphInterface } from "../../plan/graph-interface.ts";
import type { ModelRef } from "../../plan/suite.ts";
import {
	decodeModel,
	decodeModelWithNotes,
	encodeModel,
} from "../tflite/index.ts";
import { type CachedArtifact, cachedArtifact, keepArtifact } from "./cache.ts";
import { compiledArtifact } from "./edgetpu.ts";
import { graphInterface } from "./graph-interface.ts";
import { RECIPE_VERSION, RECIPES } from "./recipes.ts";
import { Refusal } from "./refusal.ts";
import { layersInterface, savedModelBytes } from "./saved-model.ts";
import { openSource, type Source, type SourceOptions } from "./source.ts";

/** What became of building a variant, and what its graph takes and gives where there is one. */
export type BuildResult = {
	readonly build: Build;
	readonly graph: GraphInterface | undefined;
};

type TfliteVariant = keyof typeof RECIPES;

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
		const { artifact, compilation, graph } = await made(
			source,
			variant,
			options,
		);
		return {
			build: { status: "built", artifact, ...(compilation && { compilation }) },
			graph,
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

type Made = {
	readonly artifact: Artifact;
	readonly compilation?: Compilation;
	readonly graph: GraphInterface;
};

async function made(
	source: Source,
	variant: Variant,
	{ cacheDirectory, signal }: SourceOptions,
): Promise<Made> {
	if (variant === "source") {
		return sourceArtifact(source, cacheDirectory);
	}
	const kept = await tfliteArtifact(source, variant, cacheDirectory);
	const result =
		variant === "edgetpu"
			? await compiledArtifact(kept.bytes, cacheDirectory, signal)
			: kept;
	const { model } = decodeModelWithNotes(result.bytes, source.file);
	return { ...result, graph: graphInterface(model) };
}

async function sourceArtifact(
	{ sha256: digest, saved }: Source,
	cacheDirectory: string,
): Promise<Made> {
	if (saved === undefined) {
		throw new Refusal("it is a .tflite file, not a LayersModel");
	}
	const place = {
		cacheDirectory,
		key: cacheKey(digest, "source"),
		extension: "tfjs",
	};
	const { artifact } =
		(await cachedArtifact(place)) ??
		(await keepArtifact(place, await savedModelBytes(saved)));
	return { artifact, graph: layersInterface(saved.layers) };
}

async function tfliteArtifact(
	source: Source,
	variant: TfliteVariant,
	cacheDirectory: string,
): Promise<CachedArtifact> {
	const place = { cacheDirectory, key: cacheKey(source.sha256, variant) };
	return (
		(await cachedArtifact(place)) ??
		keepArtifact(place, await make(source, variant))
	);
}

function cacheKey(source: string, variant: Variant): string {
	return sha256(JSON.stringify({ source, variant, version: RECIPE_VERSION }));
}

async function make(
	source: Source,
	variant: TfliteVariant,
): Promise<Uint8Array> {
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
