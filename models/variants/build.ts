import type { DatasetRef } from "../../datasets/load.ts";
import { errorText, UserError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import type { Build } from "../../plan/artifact.ts";
import { VARIANTS, type Variant } from "../../plan/axes.ts";

import type { CalibrationPlan } from "../../plan/calibration.ts";
import type { GraphInterface } from "../../plan/graph-interface.ts";
import type { Recorder } from "../../plan/recording.ts";
import type { ModelRef } from "../../plan/suite.ts";
import {
	decodeModel,
	decodeModelWithNotes,
	encodeModel,
} from "../tflite/index.ts";
import {
	type CachedArtifact,
	cachedArtifact,
	cachedText,
	keepArtifact,
	keepText,
} from "./cache.ts";
import { calibrate } from "./calibration/calibrate.ts";
import {
	parseRanges,
	rangesText,
	tensorRanges,
} from "./calibration/ranges-file.ts";
import { type SampleSource, sampleSource } from "./calibration/source.ts";
import { graphInterface } from "./graph-interface.ts";
import { makeVariant } from "./make.ts";
import { type PassContext, RECIPE_VERSION } from "./recipes.ts";
import { Refusal } from "./refusal.ts";
import { openSource, type Source, type SourceOptions } from "./source.ts";

/** How calibrated variants are made. */
export type CalibrationSetup = {
	readonly plan: CalibrationPlan;
	/** The dataset whose training part the plan may name. */
	readonly dataset: DatasetRef | undefined;
	/** The element type of the inputs and outputs of full-int8. */
	readonly io: PassContext["io"];
	/** Runs models to observe them. */
	readonly record: Recorder;
};

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
		const { artifact, bytes } = await artifactOf(source, variant, options);
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
	options: BuildOptions,
): Promise<CachedArtifact> {
	const calibration = VARIANTS[variant].calibrated
		? await openCalibration(options)
		: undefined;
	const key = sha256(
		JSON.stringify({
			source: source.sha256,
			variant,
			version: RECIPE_VERSION,
			calibration: calibration?.digest,
		}),
	);
	const place = { cacheDirectory: options.cacheDirectory, key };
	return (
		(await cachedArtifact(place)) ??
		keepArtifact(place, await make(source, variant, { calibration, options }))
	);
}

/** An opened calibration: its samples, and what tells its results from others. */
type OpenCalibration = CalibrationSetup & {
	readonly samples: SampleSource;
	readonly digest: string;
};

async function openCalibration({
	calibration,
}: BuildOptions): Promise<OpenCalibration> {
	if (calibration === undefined) {
		throw new Refusal("it needs a calibration, and none was given");
	}
	const { plan, dataset, io } = calibration;
	const samples = await sampleSource(plan, dataset);
	const digest = JSON.stringify([samples.digest, plan.method, io]);
	return { ...calibration, samples, digest };
}

async function make(
	source: Source,
	variant: Variant,
	{
		calibration,
		options,
	}: {
		readonly calibration: OpenCalibration | undefined;
		readonly options: BuildOptions;
	},
): Promise<Uint8Array> {
	const bytes = await source.tflite();
	if (VARIANTS[variant].asBrought) {
		return bytes;
	}
	const model = decodeModel(bytes, source.file);
	const context = await passContext(
		{ bytes, file: source.file },
		calibration,
		options,
	);
	const made = makeVariant(model, variant, context);
	// A recipe that changes nothing keeps the very bytes the user brought.
	return made === model ? bytes : encodeModel(made);
}

async function passContext(
	float: { readonly bytes: Uint8Array; readonly file: string },
	calibration: OpenCalibration | undefined,
	{ signal, cacheDirectory }: BuildOptions,
): Promise<PassContext> {
	if (calibration === undefined) {
		return { ranges: new Map(), io: "int8" };
	}
	const { plan, samples, record, io } = calibration;
	const key = sha256(
		JSON.stringify([sha256(float.bytes), samples.digest, plan.method]),
	);
	const place = { cacheDirectory, key };
	const known = await cachedText(place);
	if (known !== undefined) {
		return { ranges: tensorRanges(parseRanges(known, key)), io };
	}
	const observed = await calibrate({
		...float,
		samples: async (inputs) => samples.open(inputs),
		method: plan.method,
		record,
		signal,
	});
	await keepText(place, rangesText(observed));
	return { ranges: tensorRanges(observed), io };
}
