import { localRecorder } from "../devices/recorder.ts";
import { buildVariant } from "../models/variants/build.ts";
import type { SourceOptions } from "../models/variants/source.ts";
import type { Suite } from "../plan/suite.ts";
import type { Builder } from "../run/artifacts.ts";
import { cacheDirectory } from "./cache-directory.ts";

/** Builds the variants of a suite on this machine, calibrated as the suite says. */
export function suiteBuilder(
	suite: Suite,
	options: Pick<SourceOptions, "onTraining" | "signal">,
): Builder {
	const { calibration: plan, dataset, io } = suite;
	const calibration = { plan, dataset, io, record: localRecorder() };
	return (model, variant) =>
		buildVariant(model, variant, {
			...options,
			cacheDirectory: cacheDirectory(),
			calibration,
		});
}
