import { readFile } from "node:fs/promises";
import { errorCode, errorText, UserError } from "../lib/errors.ts";
import { convertLayersModel } from "../models/convert/convert.ts";
import { readLayersModel } from "../models/convert/layers-model.ts";
import { encodeModel } from "../models/tflite/index.ts";

/** A model's .tflite bytes: those of a file, or those made of a tfjs `model.json`. Throws a UserError when there are none. */
export async function readModelBytes(file: string): Promise<Uint8Array> {
	return file.endsWith(".json")
		? encodeModel(convertLayersModel(await readLayersModel(file)))
		: readTfliteBytes(file, "a .tflite file or of a tfjs model.json");
}

/** The bytes of a .tflite file. Throws a UserError that asks for what is `wanted` when there are none. */
export async function readTfliteBytes(
	file: string,
	wanted = "a .tflite file",
): Promise<Uint8Array> {
	try {
		return await readFile(file);
	} catch (error) {
		throw new UserError(readFailure(file, error, wanted), { cause: error });
	}
}

function readFailure(file: string, error: unknown, wanted: string): string {
	switch (errorCode(error)) {
		case "ENOENT":
			return `${file}: there is no such file. Give the path of ${wanted}.`;
		case "EISDIR":
			return `${file}: this is a folder. Give the path of ${wanted} in it.`;
		default:
			return `${file}: the model cannot be read: ${errorText(error)}.`;
	}
}
