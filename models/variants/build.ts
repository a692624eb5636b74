import { errorText, UserError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import type { ArtifactFile, Build } from "../../plan/artifact.ts";
import { VARIANTS, type Variant } from "../../plan/axes.ts";
import type { Compilation } from "../../plan/compilation.ts";
import type { GraphInterface } from "../../plan/graph-interface.ts";
import type { ModelRef } from "../../plan/suite.ts";
import {
	decodeModel,
	decodeModelWithNotes,
	encodeModel,
} from "../tflite/index.ts";
import { type CachedArtifact, cachedArtifact, keepArtifact } from "./cache.ts";
import {
	type CalibrationSetup,
	calibratedContext,
	openCalibration,
} from "./calibrated.ts";
import {
	compiledArtifact,
	holdsIntegers,
	requireIntegers,
	requireUncompiled,
} from "./edgetpu.ts";
import { graphInterface } from "./graph-interface.ts";
import { makeVariant } from "./make.ts";
import { type PassedVariant, RECIPE_VERSION } from "./recipes.ts";
import { Refusal } from "./refusal.ts";
import { layersInterface, savedModelBytes } from "./saved-model.ts";
import { openSource, type Source, type SourceOptions } from "./source.ts";

/** What building works with; without `calibration`, variants that need it are refused. */
export type BuildOptions = SourceOptions & {
	readonly calibration?: CalibrationSetup | undefined;
};

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
	options: BuildOptions,
): Promise<BuildResult> {
	const source = await openSource(model, options);
	try {
		const { artifact, compilation, graph } = await made(
			source,
			variant,
			options,
		);
		return {
			build: {
				status: "built",
				artifact: { ...artifact, weights: source.weights },
				...(compilation && { compilation }),
			},
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
	readonly artifact: ArtifactFile;
	readonly compilation?: Compilation;
	readonly graph: GraphInterface;
};

async function made(
	source: Source,
	variant: Variant,
	options: BuildOptions,
): Promise<Made> {
	switch (variant) {
		case "source":
			return sourceArtifact(source, options.cacheDirectory);
		case "edgetpu":
			return edgetpuArtifact(source, options);
		default: {
			const kept = await tfliteArtifact(source, variant, options);
			return { artifact: kept.artifact, graph: graphOf(kept, source) };
		}
	}
}

function graphOf({ bytes }: CachedArtifact, { file }: Source): GraphInterface {
	return graphInterface(decodeModelWithNotes(bytes, file).model);
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
		key: cacheKey({ source: digest, variant: "source" }),
		extension: "tfjs",
	};
	const { artifact } =
		(await cachedArtifact(place)) ??
		(await keepArtifact(place, await savedModelBytes(saved)));
	return { artifact, graph: layersInterface(saved.layers) };
}

/** Compiles a file that is quantized already as it is, and any other one as full-int8. */
async function edgetpuArtifact(
	source: Source,
	options: BuildOptions,
): Promise<Made> {
	const model = decodeModel(await source.tflite(), source.file);
	requireUncompiled(model);
	const variant = holdsIntegers(model) ? "as-is" : "full-int8";
	const kept = await tfliteArtifact(source, variant, options);
	requireIntegers(decodeModel(kept.bytes, source.file));
	const { cacheDirectory, signal } = options;
	const compiled = await compiledArtifact(kept.bytes, cacheDirectory, signal);
	const { artifact, compilation } = compiled;
	return { artifact, compilation, graph: graphOf(compiled, source) };
}

async function tfliteArtifact(
	source: Source,
	variant: PassedVariant,
	options: BuildOptions,
): Promise<CachedArtifact> {
	const calibration = VARIANTS[variant].calibrated
		? await openCalibration(calibrationFor(source, options))
		: undefined;
	const key = cacheKey({
		source: source.sha256,
		variant,
		calibration: calibration?.digest,
	});
	const place = { cacheDirectory: options.cacheDirectory, key };
	const known = await cachedArtifact(place);
	if (known !== undefined) {
		return known;
	}
	const { file } = source;
	const bytes = await source.tflite();
	if (VARIANTS[variant].asBrought) {
		return keepArtifact(place, bytes);
	}
	const model = decodeModel(bytes, file);
	const context =
		calibration === undefined
			? { ranges: new Map(), io: "int8" as const }
			: await calibratedContext(calibration, { ...options, bytes, file });
	const result = makeVariant(model, variant, context);
	// A recipe that changes nothing keeps the very bytes the user brought.
	return keepArtifact(place, result === model ? bytes : encodeModel(result));
}

/** A network with made-up weights need not take the samples of the suite's dataset. */
function calibrationFor(
	{ weights }: Source,
	{ calibration }: BuildOptions,
): CalibrationSetup | undefined {
	return calibration !== undefined && weights === "random"
		? { ...calibration, dataset: undefined }
		: calibration;
}

function cacheKey(origin: {
	readonly source: string;
	readonly variant: Variant;
	readonly calibration?: string | undefined;
}): string {
	return sha256(JSON.stringify({ ...origin, version: RECIPE_VERSION }));
}
