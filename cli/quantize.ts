import { Command, InvalidArgumentError, Option } from "commander";
import type { DatasetRef } from "../datasets/load.ts";
import { localRecorder } from "../devices/recorder.ts";
import { UserError } from "../lib/errors.ts";
import { printable } from "../lib/printable.ts";
import {
	decodeModelWithNotes,
	encodeModel,
	type Model,
	operatorName,
} from "../models/tflite/index.ts";
import { calibrate } from "../models/variants/calibration/calibrate.ts";
import {
	type Calibration,
	rangesFor,
	rangesText,
} from "../models/variants/calibration/ranges-file.ts";
import type { GraphInput } from "../models/variants/calibration/samples.ts";
import { graphInputs } from "../models/variants/calibration/samples.ts";
import { sampleSource } from "../models/variants/calibration/source.ts";
import type { LeftOperator } from "../models/variants/int8.ts";
import { makeVariant } from "../models/variants/make.ts";
import { type PassedVariant, RECIPES } from "../models/variants/recipes.ts";
import { Refusal } from "../models/variants/refusal.ts";
import { idsOf, VARIANTS } from "../plan/axes.ts";
import {
	type CalibrationPlan,
	calibrationSchema,
} from "../plan/calibration.ts";
import {
	type CalibrationChoice,
	calibrationChoice,
	parsePair,
} from "./calibration-option.ts";
import { readModelBytes } from "./read-model.ts";
import { checkOutput, writeOutput } from "./write-output.ts";

type QuantizeOptions = {
	readonly to: PassedVariant;
	readonly output: string;
	readonly io: "int8" | "uint8";
	readonly calibrate?: readonly string[];
	readonly samples: number;
	readonly method: string;
	readonly percentile?: number;
	readonly seed: number;
	readonly pixelRange: string;
	readonly saveRanges?: string;
	readonly force: boolean;
};

/** A float model with its bytes and what errors call it. */
type FloatModel = {
	readonly file: string;
	readonly bytes: Uint8Array;
	readonly model: Model;
};

/** `quantgrid quantize MODEL --to VARIANT -o OUT`: makes one variant of a float model. */
export function quantizeCommand(): Command {
	const variants = idsOf(RECIPES).filter((id) => !VARIANTS[id].asBrought);
	const command = new Command("quantize")
		.description("make a variant of a float model")
		.argument(
			"<model>",
			"a .tflite file, or the model.json of a tfjs LayersModel",
		)
		.addOption(
			new Option("--to <variant>", "the variant to make")
				.choices(variants)
				.makeOptionMandatory(),
		)
		.requiredOption("-o, --output <file>", "the .tflite file to write")
		.addOption(
			new Option("--io <type>", "the inputs and outputs of full-int8")
				.choices(["int8", "uint8"])
				.default("int8"),
		)
		.option("--force", "replace files that are there already", false);
	return withCalibrationOptions(command).action(quantize);
}

function withCalibrationOptions(command: Command): Command {
	return command
		.option(
			"--calibrate <source...>",
			"what int8 variants are calibrated with: mnist, random, random:MIN:MAX, .npy files (one for each input), a folder of pictures, or a ranges file",
		)
		.option("--samples <count>", "how many samples are used", wholeNumber, 100)
		.addOption(
			new Option(
				"--method <method>",
				"how a range is made of what was observed",
			)
				.choices(["min-max", "moving-average", "percentile"])
				.default("min-max"),
		)
		.option("--percentile <percent>", "for --method percentile (99.99)", Number)
		.option(
			"--seed <seed>",
			"which samples or random values are drawn",
			wholeNumber,
			1,
		)
		.option(
			"--pixel-range <min:max>",
			"what 0 and 255 in pictures stand for",
			"0:1",
		)
		.option(
			"--save-ranges <file>",
			"keep the ranges, to be given to --calibrate again",
		);
}

async function quantize(file: string, options: QuantizeOptions): Promise<void> {
	const { force } = options;
	const output = { path: options.output, force, inputs: [file] };
	await checkOutput(output);
	const bytes = await readModelBytes(file);
	const { model } = decodeModelWithNotes(bytes, file);
	const float = { file, bytes, model };
	let left: readonly LeftOperator[] = [];
	try {
		const ranges = VARIANTS[options.to].calibrated
			? await observedRanges(float, options)
			: new Map();
		const made = makeVariant(model, options.to, {
			ranges,
			io: options.io,
			onLeft: (operators) => {
				left = operators;
			},
		});
		const result = made === model ? bytes : encodeModel(made);
		await writeOutput(output, result);
		process.stdout.write(summary(float, { options, result, left }));
	} catch (error) {
		if (error instanceof Refusal) {
			throw new UserError(
				`${file}: ${options.to} cannot be made of this model: ${error.message}.`,
				{ cause: error },
			);
		}
		throw error;
	}
}

async function observedRanges(
	float: FloatModel,
	options: QuantizeOptions,
): Promise<ReturnType<typeof rangesFor>> {
	if (options.calibrate === undefined) {
		throw new UserError(
			`${options.to} needs sample inputs: give --calibrate with mnist, .npy files, a folder of pictures, saved ranges, or random (which says nothing of accuracy).`,
		);
	}
	const choice = await calibrationChoice(options.calibrate);
	if (choice.kind === "ranges") {
		return rangesFor(choice.calibration, float, choice.file);
	}
	const calibration = await observe(float, choice, options);
	tellOddities(calibration);
	if (options.saveRanges !== undefined) {
		await writeOutput(
			{ path: options.saveRanges, force: options.force, inputs: [float.file] },
			rangesText(calibration),
		);
	}
	return rangesFor(calibration, float, float.file);
}

async function observe(
	{ bytes, file, model }: FloatModel,
	choice: Extract<CalibrationChoice, { kind: "samples" }>,
	options: QuantizeOptions,
): Promise<Calibration> {
	const plan = calibrationPlan(choice, options);
	const dataset =
		choice.pictures === undefined
			? choice.dataset
			: pictureFolder(choice.pictures, graphInputs(model), options);
	const source = await sampleSource(plan, dataset);
	return calibrate({
		bytes,
		file,
		samples: async (inputs) => source.open(inputs),
		method: plan.method,
		record: localRecorder(),
		signal: new AbortController().signal,
	});
}

function calibrationPlan(
	{ source }: Extract<CalibrationChoice, { kind: "samples" }>,
	{ samples, seed, method, percentile }: QuantizeOptions,
): CalibrationPlan {
	if (percentile !== undefined && method !== "percentile") {
		throw new UserError(
			`--percentile ${percentile} is for --method percentile; found --method ${method}. Change one of the two.`,
		);
	}
	const chosen =
		method === "percentile" && percentile !== undefined
			? { name: method, percentile }
			: method;
	const result = calibrationSchema.safeParse({
		source,
		samples,
		seed,
		method: chosen,
	});
	if (!result.success) {
		const [issue] = result.error.issues;
		throw new UserError(
			`The calibration cannot be done so: ${issue?.path.join(".")}: ${issue?.message}.`,
		);
	}
	return result.data;
}

/** A folder of pictures in the shape of the model's only input. */
function pictureFolder(
	directory: string,
	inputs: readonly GraphInput[],
	{ pixelRange }: QuantizeOptions,
): DatasetRef {
	const [, height, width, channels] = inputs[0]?.shape ?? [];
	if (
		height === undefined ||
		width === undefined ||
		![1, 3].includes(channels ?? 0)
	) {
		throw new UserError(
			`${directory}: pictures need an input of shape [batch, rows, columns, 1 or 3]; the model's first input has [${inputs[0]?.shape.join(", ") ?? ""}]. Calibrate with .npy files.`,
		);
	}
	const { min, max } = parsePair(pixelRange, "--pixel-range");
	return {
		name: "image-folder",
		split: "train",
		directory,
		preprocessing: {
			size: [height, width],
			crop: "center",
			channels: channels === 1 ? "gray" : "rgb",
			scale: (max - min) / 255,
			mean: -min,
			std: 1,
		},
	};
}

function tellOddities({ tensors }: Calibration): void {
	for (const { name, notFinite } of tensors) {
		if (notFinite > 0) {
			console.error(
				printable(
					`"${name}": ${notFinite} values were not finite and are left out of its range.`,
				),
			);
		}
	}
}

function summary(
	{ bytes, model }: FloatModel,
	{
		options: { output },
		result,
		left,
	}: {
		readonly options: QuantizeOptions;
		readonly result: Uint8Array;
		readonly left: readonly LeftOperator[];
	},
): string {
	const percent = ((100 * result.length) / bytes.length).toFixed(1);
	const operators = model.subgraphs?.[0]?.operators ?? [];
	const lines = [
		`${output}: ${result.length} bytes, ${percent} % of the source's ${bytes.length}.`,
		...left.map(({ operator, reason }) => {
			const one = operators[operator];
			const name = one === undefined ? "" : operatorName(model, one);
			return `Operator ${operator} (${name}) stays in floats: ${reason}.`;
		}),
	];
	return `${lines.map(printable).join("\n")}\n`;
}

function wholeNumber(text: string): number {
	if (!/^\d{1,9}$/.test(text)) {
		throw new InvalidArgumentError("A whole number is expected.");
	}
	return Number(text);
}
