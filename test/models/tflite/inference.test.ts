import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Random, seededRandom } from "../../../lib/random.ts";
import { decodeModel, encodeModel } from "../../../models/tflite/index.ts";
import { sharedTfliteFiles } from "./files.ts";

type Tensor = { data(): ArrayBufferView };

type Interpreter = {
	getInputs(): readonly Tensor[];
	getOutputs(): readonly Tensor[];
	infer(): boolean;
};

type Native = {
	readonly TFLiteNodeModelRunner: new (
		model: ArrayBuffer,
		options: { readonly threads: number },
	) => Interpreter;
};

const SEED = 5;
const CUSTOM_OPERATORS = ["edgetpu", "model_invoking_error"];
const { TFLiteNodeModelRunner }: Native = createRequire(import.meta.url)(
	"tfjs-tflite-node",
);

for (const path of sharedTfliteFiles()) {
	const name = path.split("/").at(-1) ?? path;
	const file = readFileSync(path);

	if (CUSTOM_OPERATORS.some((part) => name.includes(part))) {
		test(`${name} needs a custom operator, before and after encoding`, () => {
			assert.throws(() => infer(file), /custom op/);
			assert.throws(() => infer(encodeModel(decodeModel(file))), /custom op/);
		});
	} else {
		test(`${name} gives bit-identical outputs before and after encoding (seed ${SEED})`, () => {
			const before = infer(file);
			assert.ok(before.some((output) => output.some((byte) => byte !== 0)));
			assert.equal(infer(encodeModel(decodeModel(file))), before);
		});
	}
}

/** The outputs of three inferences on random inputs, as bytes. */
function infer(file: Uint8Array): readonly Uint8Array[] {
	const random = seededRandom(SEED);
	const model = Uint8Array.from(file).buffer;
	const runner = new TFLiteNodeModelRunner(model, { threads: 1 });
	return Array.from({ length: 3 }).flatMap(() => {
		for (const input of runner.getInputs()) {
			fill(input.data(), random);
		}
		runner.infer();
		return runner.getOutputs().map((output) => bytesOf(output.data()).slice());
	});
}

function fill(values: ArrayBufferView, random: Random): void {
	if (values instanceof Float32Array) {
		values.forEach((_, index) => {
			values[index] = random() * 2 - 1;
		});
	} else {
		const bytes = bytesOf(values);
		bytes.forEach((_, index) => {
			bytes[index] = random() * 256;
		});
	}
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView) {
	return new Uint8Array(buffer, byteOffset, byteLength);
}

test.run();
