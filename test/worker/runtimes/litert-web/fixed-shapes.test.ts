import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../../lib/random.ts";
import { decodeModel } from "../../../../models/tflite/decode.ts";
import { encodeModel } from "../../../../models/tflite/encode.ts";
import type { Model } from "../../../../models/tflite/types.ts";
import { fixShapes } from "../../../../worker/runtimes/litert-web/fixed-shapes.ts";
import { mutate } from "../../../models/tflite/mutate.ts";
import { DENSE, tinyModelBytes } from "../../../support/tiny-models.ts";

const SEED = 20_260_101;

test("open sizes become those that the model runs with, and nothing else changes", () => {
	const open = withSignature(decodeModel(tinyModelBytes(DENSE)), [-1, 4]);
	const fixed = decodeModel(fixShapes(encodeModel(open)));
	assert.equal(fixed, withSignature(open, [1, 4]));
});

test("a file without open sizes stays as it is, and so do the bytes that were given", () => {
	const bytes = tinyModelBytes(DENSE);
	assert.equal(fixShapes(bytes), bytes);
	const open = encodeModel(withSignature(decodeModel(bytes), [-1, 4]));
	const before = Uint8Array.from(open);
	fixShapes(open);
	assert.equal(open, before);
});

test("bytes that are no model are given back", () => {
	for (const bytes of [
		new Uint8Array(),
		new Uint8Array(3),
		new Uint8Array(64).fill(255),
		new TextEncoder().encode("no model at all"),
	]) {
		assert.is(fixShapes(bytes), bytes);
	}
});

test(`damaged files are given back in their length, seed ${SEED}`, () => {
	const random = seededRandom(SEED);
	const open = encodeModel(
		withSignature(decodeModel(tinyModelBytes(DENSE)), [-1, 4]),
	);
	for (let round = 0; round < 3000; round += 1) {
		const damaged = mutate(open, random);
		assert.is(fixShapes(damaged).length, damaged.length);
	}
});

test.run();

/** The model, its first tensor with that signature. */
function withSignature(model: Model, shapeSignature: readonly number[]): Model {
	return {
		...model,
		subgraphs: model.subgraphs?.map((subgraph) => ({
			...subgraph,
			tensors: subgraph.tensors?.map((tensor, index) =>
				index === 0 ? { ...tensor, shapeSignature } : tensor,
			),
		})),
	};
}
