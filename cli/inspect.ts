import { Command } from "commander";
import { UserError } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import { printable } from "../lib/printable.ts";
import { predictCompilation } from "../models/edgetpu/prediction.ts";
import { decodeModelWithNotes } from "../models/tflite/decode.ts";
import { summarizeModel } from "../models/tflite/summary.ts";
import { validateModel } from "../models/tflite/validate.ts";
import { verifyModel } from "../models/variants/verify/verify.ts";
import type { Violation } from "../models/variants/verify/violation.ts";
import { predictionText } from "../reports/edgetpu.ts";
import type { Inspection } from "../reports/inspected.ts";
import { inspectionJson, inspectionText } from "../reports/inspection.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import { readTfliteBytes } from "./read-model.ts";

type InspectOptions = {
	readonly json?: boolean;
	readonly edgetpu?: boolean;
	readonly verify?: boolean;
};

/** `quantgrid inspect FILE`: what a .tflite file holds, as text or as JSON. */
export function inspectCommand(exit: Exit): Command {
	return new Command("inspect")
		.description("show a .tflite file: operators, tensors, sizes, quantization")
		.argument("<file>", "a .tflite file")
		.option("--json", "print JSON instead of text")
		.option(
			"--edgetpu",
			"predict what edgetpu_compiler would make of it instead, without the compiler",
		)
		.option(
			"--verify",
			"check the file against the rules of 8-bit quantization instead; exit code 1 when it breaks one",
		)
		.action((file: string, options: InspectOptions) =>
			inspect(file, options, exit),
		);
}

/** What a .tflite file holds. Throws a UserError when it cannot be read as one. */
export function inspectFile(bytes: Uint8Array, file: string): Inspection {
	const { model, notes } = decodeModelWithNotes(bytes, file);
	return {
		file,
		sizeBytes: bytes.byteLength,
		sha256: sha256(bytes),
		...summarizeModel(model),
		problems: validateModel(model),
		notes,
	};
}

async function inspect(
	file: string,
	{ json = false, edgetpu = false, verify = false }: InspectOptions,
	exit: Exit,
): Promise<void> {
	const bytes = await readTfliteBytes(file);
	if (verify) {
		const violations = verifyFile(bytes, file);
		const text = violationsText(file, violations);
		process.stdout.write(json ? jsonText(violations) : text);
		if (violations.length > 0) {
			exit(EXIT.regression);
		}
		return;
	}
	const inspection = inspectFile(bytes, file);
	if (edgetpu) {
		const { model } = decodeModelWithNotes(bytes, file);
		const edgetpuPrediction = predictCompilation(model);
		process.stdout.write(
			json
				? inspectionJson({ ...inspection, edgetpuPrediction })
				: predictionText(edgetpuPrediction),
		);
		return;
	}
	process.stdout.write(
		json ? inspectionJson(inspection) : inspectionText(inspection),
	);
}

function jsonText(value: unknown): string {
	return `${JSON.stringify(value, undefined, "\t")}\n`;
}

/** The rules that a .tflite file breaks. Throws a UserError when it cannot be read as one, or is not sound by itself. */
export function verifyFile(
	bytes: Uint8Array,
	file: string,
): readonly Violation[] {
	const { model } = decodeModelWithNotes(bytes, file);
	const [problem] = validateModel(model);
	if (problem !== undefined) {
		throw new UserError(
			`${file}: ${problem.path}: ${problem.problem}. Only a sound file can be verified; inspect lists what else is wrong with it.`,
		);
	}
	return verifyModel(model);
}

function violationsText(
	file: string,
	violations: readonly Violation[],
): string {
	const lines = violations.map(
		({ rule, operator, tensor, found, expected }) => {
			const place = tensor === null ? operator : `${operator}, ${tensor}`;
			return `${rule}: ${place}: found ${found}; expected ${expected}`;
		},
	);
	const summary =
		violations.length === 0
			? "no violation of the rules of 8-bit quantization; custom operators are not checked"
			: `${violations.length} violation${violations.length === 1 ? "" : "s"} of the rules of 8-bit quantization`;
	return `${[`${file}: ${summary}`, ...lines].map(printable).join("\n")}\n`;
}
