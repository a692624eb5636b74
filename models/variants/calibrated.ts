import type { DatasetRef } from "../../datasets/load.ts";
import { sha256 } from "../../lib/hash.ts";
import type { CalibrationPlan } from "../../plan/calibration.ts";
import type { Recorder } from "../../plan/recording.ts";
import { cachedText, keepText } from "./cache.ts";
import { calibrate } from "./calibration/calibrate.ts";
import {
	parseRanges,
	rangesText,
	tensorRanges,
} from "./calibration/ranges-file.ts";
import { type SampleSource, sampleSource } from "./calibration/source.ts";
import type { PassContext } from "./recipes.ts";
import { Refusal } from "./refusal.ts";

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

/** An opened calibration: its samples, and what tells its results from others. */
export type OpenCalibration = CalibrationSetup & {
	readonly samples: SampleSource;
	readonly digest: string;
};

/** Opens the samples of a calibration. Rejects with a Refusal where there is none, and as the dataset's loader does. */
export async function openCalibration(
	calibration: CalibrationSetup | undefined,
): Promise<OpenCalibration> {
	if (calibration === undefined) {
		throw new Refusal("it needs a calibration, and none was given");
	}
	const { plan, dataset, io } = calibration;
	const samples = await sampleSource(plan, dataset);
	const digest = JSON.stringify([samples.digest, plan.method, io]);
	return { ...calibration, samples, digest };
}

/** A model as its bytes, what errors call it, and where what was observed of it is kept. */
type Calibrated = {
	readonly bytes: Uint8Array;
	readonly file: string;
	readonly cacheDirectory: string;
	readonly signal: AbortSignal;
};

/** What the passes need of a calibration: observed now, or found in the cache. */
export async function calibratedContext(
	{ plan, samples, record, io }: OpenCalibration,
	{ bytes, file, cacheDirectory, signal }: Calibrated,
): Promise<PassContext> {
	const key = sha256(
		JSON.stringify([sha256(bytes), samples.digest, plan.method]),
	);
	const place = { cacheDirectory, key };
	const known = await cachedText(place);
	if (known !== undefined) {
		return { ranges: tensorRanges(parseRanges(known, key)), io };
	}
	const observed = await calibrate({
		bytes,
		file,
		samples: async (inputs) => samples.open(inputs),
		method: plan.method,
		record,
		signal,
	});
	await keepText(place, rangesText(observed));
	return { ranges: tensorRanges(observed), io };
}
