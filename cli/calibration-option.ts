import { readFile, stat } from "node:fs/promises";
import type { DatasetRef } from "../datasets/load.ts";
import { errorText, UserError } from "../lib/errors.ts";
import {
	type Calibration,
	parseRanges,
} from "../models/variants/calibration/ranges-file.ts";
import type { CalibrationPlan } from "../plan/calibration.ts";

/** What `--calibrate` asks for: ranges that were saved, or a plan with the dataset or folder of pictures it names. */
export type CalibrationChoice =
	| {
			readonly kind: "ranges";
			readonly file: string;
			readonly calibration: Calibration;
	  }
	| {
			readonly kind: "samples";
			readonly source: NonNullable<CalibrationPlan["source"]>;
			readonly dataset?: DatasetRef;
			/** A folder of pictures, whose size follows from the model. */
			readonly pictures?: string;
	  };

const RANDOM = /^random(?::(?<min>[^:]+):(?<max>[^:]+))?$/;
const WAYS =
	"Give mnist, random, random:MIN:MAX, .npy files, a folder of pictures, or ranges that --save-ranges wrote";

/** Reads the values of `--calibrate`. Throws a UserError for one that means nothing. */
export async function calibrationChoice(
	values: readonly string[],
): Promise<CalibrationChoice> {
	const [first = "", ...others] = values;
	if (values.every((value) => value.endsWith(".npy"))) {
		return { kind: "samples", source: { npy: [...values] } };
	}
	if (others.length > 0) {
		throw new UserError(
			`--calibrate takes several values only where all are .npy files, one for each input of the model; found ${values.join(", ")}.`,
		);
	}
	if (first === "mnist") {
		const dataset = { name: "mnist", split: "train" } as const;
		return { kind: "samples", source: "dataset", dataset };
	}
	const random = RANDOM.exec(first);
	if (random !== null) {
		return { kind: "samples", source: randomSource(first, random.groups) };
	}
	if (first.endsWith(".json")) {
		const calibration = parseRanges(await readText(first), first);
		return { kind: "ranges", file: first, calibration };
	}
	if ((await stat(first).catch(() => undefined))?.isDirectory()) {
		return { kind: "samples", source: "dataset", pictures: first };
	}
	throw new UserError(
		`--calibrate ${first}: this is nothing to calibrate with. ${WAYS}.`,
	);
}

/** Two numbers as `MIN:MAX`. Throws a UserError that names the option for anything else. */
export function parsePair(
	text: string,
	option: string,
): { readonly min: number; readonly max: number } {
	const [min = Number.NaN, max = Number.NaN, ...others] = text
		.split(":")
		.map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
	if (
		others.length > 0 ||
		!Number.isFinite(min) ||
		!Number.isFinite(max) ||
		min >= max
	) {
		throw new UserError(
			`${option} ${text}: expected two numbers MIN:MAX, the first below the second, like -1:1.`,
		);
	}
	return { min, max };
}

function randomSource(
	text: string,
	groups: Readonly<Record<string, string | undefined>> | undefined,
): "random" | { random: { min: number; max: number } } {
	return groups?.min === undefined
		? "random"
		: {
				random: parsePair(
					text.slice(text.indexOf(":") + 1),
					"--calibrate random:",
				),
			};
}

async function readText(file: string): Promise<string> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		throw new UserError(
			`${file}: the ranges cannot be read: ${errorText(error)}. ${WAYS}.`,
			{ cause: error },
		);
	}
}
