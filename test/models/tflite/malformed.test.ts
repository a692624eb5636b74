import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Builder } from "flatbuffers";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../../lib/errors.ts";
import { type Random, seededRandom } from "../../../lib/random.ts";
import {
	createTable,
	decodeModel,
	decodeModelWithNotes,
	encodeModel,
	TfliteFormatError,
	validateModel,
} from "../../../models/tflite/index.ts";
import { sharedTfliteFiles } from "./files.ts";
import { mutate } from "./mutate.ts";
import { randomModel } from "./random-model.ts";

const SEED = 77;

test(`1,500 damaged copies of real files give a model or a TfliteFormatError (seed ${SEED})`, () => {
	const files = sharedTfliteFiles()
		.map((path) => readFileSync(path))
		.filter((bytes) => bytes.byteLength < 100_000);
	const outcomes = judgeMutants(files, seededRandom(SEED));
	if (files.length > 0) {
		assert.ok(outcomes.refused > 100 && outcomes.decoded > 100);
	}
});

test(`1,500 damaged copies of random models give a model or a TfliteFormatError (seed ${SEED})`, () => {
	const random = seededRandom(SEED);
	const files = Array.from({ length: 20 }, () =>
		encodeModel(randomModel({ random, seen: new Set() })),
	);
	const outcomes = judgeMutants(files, random);
	assert.ok(outcomes.refused > 100 && outcomes.decoded > 100);
});

test("random bytes behind a valid head give a TfliteFormatError", () => {
	const random = seededRandom(SEED);
	for (let n = 0; n < 500; n++) {
		const bytes = Uint8Array.from({ length: 400 }, () => random() * 256);
		bytes.set([8, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33]);
		assert.throws(() => decodeModel(bytes), isFormatError);
	}
});

test("every truncation of a file gives a model or a TfliteFormatError", () => {
	const file = smallFile();
	for (let length = 0; length < file.length; length++) {
		assert.is.not(outcomeOf(file.subarray(0, length)), "other");
	}
});

test("an error names the file, the byte offset and the field", () => {
	const file = smallFile();
	const view = new DataView(file.buffer);
	const shapeAt = positionOf(file, [3, 0, 0, 0, 11, 0, 0, 0, 13, 0, 0, 0]);
	view.setUint32(shapeAt, 0x10000000, true);
	const error = errorOf(() => decodeModel(file, "small.tflite"));
	assert.is(error.path, "subgraphs[0].tensors[1].shape");
	assert.is(error.offset, shapeAt + 4);
	assert.is(
		error.message,
		`small.tflite: at byte ${shapeAt + 4} (subgraphs[0].tensors[1].shape): ${4 * 0x10000000} bytes should stand here, but the file has ${file.length} bytes. Give an intact .tflite file.`,
	);
});

test("an empty input, another format and another version are refused", () => {
	const refused = (bytes: Uint8Array, expected: RegExp) => {
		assert.throws(() => decodeModel(bytes, "x"), expected);
		assert.throws(() => decodeModel(bytes, "x"), isFormatError);
	};
	refused(new Uint8Array(), /^x: at byte 0: 0 bytes are too few/);
	refused(Buffer.from("PK\u0003\u0004PK\u0005\u0006"), /no \.tflite file/);
	const model = createTable("Model", { version: 4 });
	refused(encodeModel(model), /\(version\): the model version is 4/);
});

test("an offset of zero, which would be a cycle, is refused", () => {
	const file = smallFile();
	new DataView(file.buffer).setUint32(0, 0, true);
	assert.throws(() => decodeModel(file), /an offset of 0 points at itself/);
});

test("a table that is its own vtable is refused", () => {
	const file = new Uint8Array(64);
	file.set([16, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33]);
	assert.throws(() => decodeModel(file), isFormatError);
});

test("an offset that wraps around the 32-bit range is refused", () => {
	const file = smallFile();
	new DataView(file.buffer).setUint32(0, 0xfffffff8, true);
	assert.throws(() => decodeModel(file), isFormatError);
});

test("a small file that unfolds to a hundred million tensors is refused", () => {
	const file = sharingFile(10_000);
	assert.ok(file.length < 100_000);
	assert.throws(() => decodeModel(file), /shares its parts so often/);
});

test("sharing within reason is read", () => {
	const model = decodeModel(sharingFile(20));
	assert.is(model.subgraphs?.length, 20);
	assert.is(model.subgraphs?.[19]?.tensors?.length, 20);
});

test("a slot unknown to the schema is noted, and refused where it would be lost", () => {
	const file = fileOf((builder) => {
		builder.startObject(12);
		builder.addFieldInt32(0, 3, 0);
		builder.addFieldInt32(11, 99, 0);
		return builder.endObject();
	});
	const { notes } = decodeModelWithNotes(file);
	assert.is(notes.length, 1);
	assert.is(notes[0]?.problem, "its slot 11 is unknown to the schema.");
	assert.throws(() => decodeModel(file), /slot 11 is unknown/);
	assert.throws(() => decodeModel(file), isFormatError);
});

test("a union member unknown to the schema is noted with its path", () => {
	const file = fileOf((builder) => {
		builder.startObject(0);
		const options = builder.endObject();
		builder.startObject(14);
		builder.addFieldOffset(4, options, 0);
		builder.addFieldInt8(3, 200, 0);
		const operators = vectorOf(builder, [builder.endObject()]);
		builder.startObject(6);
		builder.addFieldOffset(3, operators, 0);
		const subgraphs = vectorOf(builder, [builder.endObject()]);
		builder.startObject(10);
		builder.addFieldInt32(0, 3, 0);
		builder.addFieldOffset(2, subgraphs, 0);
		return builder.endObject();
	});
	const [note] = decodeModelWithNotes(file).notes;
	assert.is(note?.path, "subgraphs[0].operators[0].builtinOptions");
	assert.match(note?.problem ?? "", /type 200, which BuiltinOptions/);
});

test("bytes outside the flatbuffer that lie outside the file are refused", () => {
	const error = errorOf(() => decodeModel(outsideFile(5000n)));
	assert.is(error.path, "buffers[0].offset");
	assert.is(error.offset, 5000);
});

test("bytes inside a table that also has bytes outside are noted, for runtimes read the latter", () => {
	const { model, notes } = decodeModelWithNotes(outsideFile(4n));
	assert.equal(model.buffers?.[0]?.data, new Uint8Array(Buffer.from("TFL3")));
	assert.equal(
		notes.map(({ path, problem }) => `${path}: ${problem}`),
		["buffers[0].offset: bytes inside the table are shadowed by it."],
	);
});

function judgeMutants(files: readonly Uint8Array[], random: Random) {
	const outcomes = { decoded: 0, refused: 0 };
	for (let n = 0; n < 1500 && files.length > 0; n++) {
		const file = files[n % files.length] ?? new Uint8Array();
		const outcome = outcomeOf(mutate(file, random));
		assert.is.not(outcome, "other", `mutant ${n}`);
		outcomes[outcome === "decoded" ? "decoded" : "refused"]++;
	}
	return outcomes;
}

/** A decoded mutant must be a model like any other: it can be judged, encoded and decoded again. */
function outcomeOf(bytes: Uint8Array): "decoded" | "refused" | "other" {
	try {
		const { model } = decodeModelWithNotes(bytes);
		validateModel(model);
		const again = decodeModel(encodeModel(model));
		return isDeepStrictEqual(again, model) ? "decoded" : "other";
	} catch (error) {
		return isFormatError(error) ? "refused" : "other";
	}
}

function errorOf(action: () => unknown): TfliteFormatError {
	try {
		action();
	} catch (error) {
		if (error instanceof TfliteFormatError) {
			return error;
		}
	}
	throw new Error("A TfliteFormatError was expected.");
}

function isFormatError(error: unknown): boolean {
	return error instanceof TfliteFormatError && error instanceof UserError;
}

function smallFile(): Uint8Array {
	const shapes = [[7], [11, 13, 17]];
	const tensors = shapes.map((shape) => createTable("Tensor", { shape }));
	const subgraph = createTable("SubGraph", { tensors, name: "main" });
	return encodeModel(
		createTable("Model", { version: 3, subgraphs: [subgraph] }),
	);
}

function sharingFile(count: number): Uint8Array {
	return fileOf((builder) => {
		builder.startObject(11);
		const tensors = vectorOf(builder, Array(count).fill(builder.endObject()));
		builder.startObject(6);
		builder.addFieldOffset(0, tensors, 0);
		const subgraphs = vectorOf(builder, Array(count).fill(builder.endObject()));
		builder.startObject(10);
		builder.addFieldInt32(0, 3, 0);
		builder.addFieldOffset(2, subgraphs, 0);
		return builder.endObject();
	});
}

/** A file with one buffer, which has two bytes inside and four at `offset`. */
function outsideFile(offset: bigint): Uint8Array {
	return fileOf((builder) => {
		const data = builder.createByteVector(Uint8Array.of(1, 2));
		builder.startObject(3);
		builder.addFieldInt64(1, offset, 0n);
		builder.addFieldInt64(2, 4n, 0n);
		builder.addFieldOffset(0, data, 0);
		const buffers = vectorOf(builder, [builder.endObject()]);
		builder.startObject(10);
		builder.addFieldInt32(0, 3, 0);
		builder.addFieldOffset(4, buffers, 0);
		return builder.endObject();
	});
}

function fileOf(write: (builder: Builder) => number): Uint8Array {
	const builder = new Builder();
	builder.finish(write(builder), "TFL3");
	return builder.asUint8Array();
}

function vectorOf(builder: Builder, offsets: readonly number[]): number {
	builder.startVector(4, offsets.length, 4);
	for (const offset of offsets.toReversed()) {
		builder.addOffset(offset);
	}
	return builder.endVector();
}

function positionOf(file: Uint8Array, bytes: readonly number[]): number {
	const position = Buffer.from(file).indexOf(Buffer.from(bytes));
	assert.is.not(position, -1);
	return position;
}

test.run();
