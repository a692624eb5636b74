import { printable } from "../../lib/printable.ts";
import { TfliteFormatError } from "./errors.ts";
import { readField, readTable } from "./read-table.ts";
import { fieldsOf } from "./schema/schema.ts";
import {
	fail,
	follow,
	type Note,
	openSource,
	openTable,
	type Source,
} from "./source.ts";
import { decodeText } from "./text.ts";
import type { Model } from "./types.ts";

/** A decoded file, and what the file holds that the model cannot: each note is something a rewritten file would lack. */
export type DecodedModel = {
	readonly model: Model;
	readonly notes: readonly Note[];
};

const FILE_IDENTIFIER = "TFL3";
const MODEL_VERSION = 3;

/**
 * Decodes the bytes of a .tflite file, all of it. Byte vectors are views of `bytes`, not copies. `name` is what errors
 * call the file. Throws a TfliteFormatError when the bytes are not a whole, well-formed file of model version 3, and
 * when it holds something the model could not keep; `decodeModelWithNotes` reads such a file all the same.
 */
export function decodeModel(bytes: Uint8Array, name = "The model"): Model {
	const { model, notes } = decodeModelWithNotes(bytes, name);
	const [lost] = notes;
	if (lost !== undefined) {
		throw new TfliteFormatError({
			...lost,
			file: name,
			advice: "Convert the model again with an older converter.",
		});
	}
	return model;
}

/**
 * Decodes like `decodeModel`, but gives notes instead of an error for what the schema does not know (unknown slots and
 * union members of newer files). Throws a TfliteFormatError when the bytes are not a well-formed .tflite file.
 */
export function decodeModelWithNotes(
	bytes: Uint8Array,
	name = "The model",
): DecodedModel {
	const source = openSource(bytes, name);
	checkIdentifier(source);
	const root = follow(source, 0);
	checkVersion(source, root);
	const model = readTable(source, root, "Model") as Model;
	const appended = readAppended(source);
	return {
		model: appended === undefined ? model : { ...model, appended },
		notes: source.notes,
	};
}

function checkIdentifier(source: Source): void {
	const size = source.bytes.byteLength;
	if (size < 8) {
		fail(source, 0, `${size} bytes are too few for a .tflite file.`);
	}
	const found = decodeText(source.bytes.subarray(4, 8));
	if (found !== FILE_IDENTIFIER) {
		const shown = JSON.stringify(printable(found));
		fail(
			source,
			4,
			`the identifier is ${shown}, not "${FILE_IDENTIFIER}": this is no .tflite file.`,
		);
	}
}

function checkVersion(source: Source, root: number): void {
	const [version] = fieldsOf("Model");
	const table = openTable(source, root);
	const found = version && readField(source, table, version);
	if (found !== MODEL_VERSION) {
		source.path.push("version");
		fail(
			source,
			root,
			`the model version is ${found}, but only ${MODEL_VERSION} can be read.`,
		);
	}
}

function readAppended({ bytes, end }: Source): Uint8Array | undefined {
	const first = bytes.subarray(end).findIndex((byte) => byte !== 0);
	return first === -1 ? undefined : bytes.subarray(end + first);
}
