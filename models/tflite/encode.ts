import { Builder } from "flatbuffers";
import { UserError } from "../../lib/errors.ts";
import { PLACED_OUTSIDE } from "./outside.ts";
import type { Model } from "./types.ts";
import { type Target, writeTable } from "./write-table.ts";

const FILE_IDENTIFIER = "TFL3";
const ALIGNMENT = 16;
const FLATBUFFER_LIMIT = 2 ** 31 - 1;

/**
 * The bytes of a .tflite file. The data of every buffer starts at a multiple of 16 bytes. Equal models give equal bytes.
 * Throws a UserError when the flatbuffer would pass 2 GB, and a RangeError naming the path of a value that its field
 * cannot hold.
 */
export function encodeModel(model: Model): Uint8Array {
	const inlineBytes = inlineSize(model);
	if (inlineBytes > FLATBUFFER_LIMIT) {
		throw new UserError(
			`The model has ${inlineBytes} bytes in its buffers, but a .tflite file holds at most ${FLATBUFFER_LIMIT} inside its flatbuffer. Give large buffers the offset 1n, so that they are placed behind it.`,
		);
	}
	const target: Target = {
		builder: new Builder(inlineBytes + 2 ** 16),
		path: [],
		outside: [],
	};
	const root = writeTable(target, "Model", model);
	target.builder.finish(root, FILE_IDENTIFIER);
	return assemble(target, model.appended);
}

function inlineSize({ buffers = [] }: Model): number {
	return buffers
		.filter(({ offset }) => offset < PLACED_OUTSIDE)
		.reduce((sum, { data }) => sum + (data?.byteLength ?? 0) + 64, 0);
}

function assemble(
	{ builder, outside }: Target,
	appended: Uint8Array = new Uint8Array(),
): Uint8Array {
	const flatbuffer = builder.asUint8Array();
	let end = flatbuffer.byteLength;
	const placed = outside.map(({ data, offsetFromEnd }) => {
		const start = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
		end = start + data.byteLength;
		return { data, start, pointer: flatbuffer.byteLength - offsetFromEnd };
	});
	const file = new Uint8Array(end + appended.byteLength);
	const view = new DataView(file.buffer);
	file.set(flatbuffer);
	for (const { data, start, pointer } of placed) {
		file.set(data, start);
		view.setBigUint64(pointer, BigInt(start), true);
	}
	file.set(appended, end);
	return file;
}
