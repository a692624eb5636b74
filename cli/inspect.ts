import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { errorCode, errorText, UserError } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import { predictCompilation } from "../models/edgetpu/prediction.ts";
import { decodeModelWithNotes } from "../models/tflite/decode.ts";
import { summarizeModel } from "../models/tflite/summary.ts";
import { validateModel } from "../models/tflite/validate.ts";
import { predictionText } from "../reports/edgetpu.ts";
import type { Inspection } from "../reports/inspected.ts";
import { inspectionJson, inspectionText } from "../reports/inspection.ts";

/** `quantgrid inspect FILE`: what a .tflite file holds, as text or as JSON. */
export function inspectCommand(): Command {
	return new Command("inspect")
		.description("show a .tflite file: operators, tensors, sizes, quantization")
		.argument("<file>", "a .tflite file")
		.option("--json", "print JSON instead of text")
		.option(
			"--edgetpu",
			"predict what edgetpu_compiler would make of it, without the compiler",
		)
		.action(inspect);
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
	{
		json = false,
		edgetpu = false,
	}: { readonly json?: boolean; readonly edgetpu?: boolean },
): Promise<void> {
	const bytes = await readModelFile(file);
	const inspection = inspectFile(bytes, file);
	if (!edgetpu) {
		process.stdout.write(
			json ? inspectionJson(inspection) : inspectionText(inspection),
		);
		return;
	}
	const prediction = predictCompilation(
		decodeModelWithNotes(bytes, file).model,
	);
	process.stdout.write(
		json
			? inspectionJson({ ...inspection, edgetpuPrediction: prediction })
			: predictionText(prediction),
	);
}

async function readModelFile(file: string): Promise<Uint8Array> {
	try {
		return await readFile(file);
	} catch (error) {
		throw new UserError(readFailure(file, error), { cause: error });
	}
}

function readFailure(file: string, error: unknown): string {
	switch (errorCode(error)) {
		case "ENOENT":
			return `${file}: there is no such file. Give the path of a .tflite file.`;
		case "EISDIR":
			return `${file}: this is a folder. Give the path of a .tflite file in it.`;
		default:
			return `${file}: the file cannot be read: ${errorText(error)}.`;
	}
}
