import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../../lib/errors.ts";
import { seededRandom } from "../../../lib/random.ts";
import {
	createOptions,
	createTable,
	decodeModel,
	decodeModelWithNotes,
	encodeModel,
	type Model,
} from "../../../models/tflite/index.ts";
import { TABLES } from "../../../models/tflite/schema/schema.ts";
import { sharedTfliteFiles } from "./files.ts";
import { type ModelSource, randomModel } from "./random-model.ts";

const SEED = 20240611;

for (const path of sharedTfliteFiles()) {
	const name = path.split("/").at(-1) ?? path;

	test(`${name} decodes, encodes and decodes to an equal model, with nothing lost`, () => {
		const { model, notes } = decodeModelWithNotes(readFileSync(path), name);
		assert.equal(notes, []);
		const again = decodeModel(encodeModel(model), name);
		assert.ok(isDeepStrictEqual(again, model));
	});
}

test(`random models of every table survive encoding (seed ${SEED})`, () => {
	const source: ModelSource = { random: seededRandom(SEED), seen: new Set() };
	for (let n = 0; n < 400; n++) {
		const model = randomModel(source);
		const again = decodeModel(encodeModel(model));
		assert.ok(isDeepStrictEqual(again, model), `random model ${n}`);
	}
	assert.equal([...source.seen].toSorted(), Object.keys(TABLES).toSorted());
});

test("equal models give equal bytes", () => {
	const source = () => ({ random: seededRandom(7), seen: new Set<string>() });
	const one = encodeModel(randomModel(source()));
	const other = encodeModel(randomModel(source()));
	assert.ok(Buffer.from(one).equals(other));
	assert.ok(Buffer.from(encodeModel(decodeModel(one))).equals(other));
});

test("the data of every buffer starts at a multiple of 16 bytes", () => {
	for (let length = 1; length < 40; length++) {
		const data = [1, length, 3].map((n) => new Uint8Array(n).fill(length));
		const file = encodeModel(modelOf(data));
		const starts = decodeModel(file).buffers?.map((b) => b.data?.byteOffset);
		assert.equal(
			starts?.filter((start) => (start ?? 1) % 16 !== 0),
			[],
		);
	}
});

test("an encoded file carries the identifier TFL3 and owns its whole ArrayBuffer", () => {
	const file = encodeModel(modelOf([new Uint8Array(100_000)]));
	assert.is(Buffer.from(file.subarray(4, 8)).toString(), "TFL3");
	assert.is(file.buffer.byteLength, file.byteLength);
});

test("bytes marked as outside stand behind the flatbuffer, aligned, with their position in the table", () => {
	const inside = createTable("Buffer", { data: Uint8Array.of(1, 2) });
	const outside = createTable("Buffer", {
		data: new Uint8Array(1000).fill(7),
		offset: 1n,
		size: 1000n,
	});
	const model = createTable("Model", {
		version: 3,
		buffers: [inside, outside],
	});
	const file = encodeModel(model);
	const again = decodeModel(file);
	assert.equal(again, model);
	const data = again.buffers?.[1]?.data;
	assert.is((data?.byteOffset ?? 0) + 1000, file.byteLength);
	assert.is((data?.byteOffset ?? 1) % 16, 0);
});

test("what is appended to the flatbuffer is kept", () => {
	const appended = Uint8Array.of(0x50, 0x4b, 3, 4, 0, 9, 0);
	const model: Model = { ...modelOf([Uint8Array.of(5)]), appended };
	assert.equal(decodeModel(encodeModel(model)), model);
});

test("byte vectors are views of the file, not copies", () => {
	const file = encodeModel(modelOf([new Uint8Array(64)]));
	const data = decodeModel(file).buffers?.[0]?.data;
	assert.is(data?.buffer, file.buffer);
});

test("an empty vector, string or table is not an absent one", () => {
	const empty = createTable("SubGraph", { name: "", inputs: [] });
	const model = createTable("Model", {
		version: 3,
		subgraphs: [empty, createTable("SubGraph", {})],
	});
	assert.equal(decodeModel(encodeModel(model)).subgraphs, [
		{ name: "", inputs: [], debugMetadataIndex: -1 },
		{ debugMetadataIndex: -1 },
	]);
});

test("options take the defaults of the format for what is not given", () => {
	assert.equal(createOptions("Conv2DOptions", { strideW: 2, strideH: 2 }), {
		type: "Conv2DOptions",
		value: {
			padding: "SAME",
			strideW: 2,
			strideH: 2,
			fusedActivationFunction: "NONE",
			dilationWFactor: 1,
			dilationHFactor: 1,
			quantizedBiasType: "FLOAT32",
		},
	});
});

test("a value its field cannot hold is refused with its path", () => {
	const wrong = (fields: object, expected: RegExp) => {
		const subgraph = { debugMetadataIndex: -1, ...fields };
		const model = { version: 3, subgraphs: [subgraph] } as unknown as Model;
		assert.throws(() => encodeModel(model), expected);
	};
	const tensor = createTable("Tensor", {});
	wrong({ inputs: [0, 1.5] }, /subgraphs\[0\]\.inputs\[1\]: 1\.5 is not/);
	wrong({ name: "\ud800" }, /subgraphs\[0\]\.name: .* well-formed string/);
	wrong(
		{ tensors: [tensor, { ...tensor, type: "FLOAT31" }] },
		/tensors\[1\]\.type: FLOAT31 is not of type TensorType/,
	);
	wrong(
		{ tensors: [{ ...tensor, buffer: -1 }] },
		/tensors\[0\]\.buffer: -1 is not of type uint32/,
	);
});

test("a model too large for a flatbuffer is refused before memory is taken", () => {
	const data = new Uint8Array(2 ** 26);
	const model = modelOf(Array.from({ length: 40 }, () => data));
	assert.throws(
		() => encodeModel(model),
		(error: unknown) =>
			error instanceof UserError && /offset 1n/.test(error.message),
	);
});

function modelOf(data: readonly Uint8Array[]): Model {
	const buffers = data.map((bytes) => createTable("Buffer", { data: bytes }));
	return createTable("Model", { version: 3, buffers });
}

test.run();
