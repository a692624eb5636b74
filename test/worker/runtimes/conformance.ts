import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../../lib/errors.ts";
import type {
	Runtime,
	Session,
	TensorData,
} from "../../../worker/runtimes/session.ts";
import {
	CAST_INT64,
	DENSE,
	SUM_OF_TWO,
	type TinyModel,
	tinyModelBytes,
	withFiles,
} from "../../support/tiny-models.ts";

/** What a runtime is tested with: one of its delegates, and the exceptions it declares. */
export type Conformance = {
	readonly delegate: string;
	/** Whether it can hold 64-bit integers. */
	readonly int64: boolean;
	/** Whether it says that it does not compute on more than one thread. */
	readonly oneThread?: boolean;
	/** Its file of a tiny model, where that is not a .tflite file. */
	readonly fileOf?: (model: TinyModel) => Uint8Array;
};

const DENSE_INPUT = new Float32Array([1, -1, 0.5, 2]);
const DENSE_OUTPUT = [18.5, 21];
const FEW = { minSamples: 7, minMs: 0, maxSamples: 100 };

/** The tests every runtime passes: one thin file per runtime calls this for each of its delegates. */
export function testRuntime(runtime: Runtime, conformance: Conformance): void {
	testOpening(runtime, conformance);
	testInference(runtime, conformance);
	testRefusals(runtime, conformance);
	testSampling(runtime, conformance);
}

function testOpening(runtime: Runtime, conformance: Conformance): void {
	const { delegate, int64, fileOf = tinyModelBytes } = conformance;
	const title = `${runtime.name}, ${delegate}`;
	const session = sessionOf(runtime, conformance);

	test(`${title}: a session tells names, types and shapes of inputs and outputs`, async () => {
		await session(SUM_OF_TWO, async ({ inputs, outputs }) => {
			assert.equal(
				inputs.map(({ name }) => name),
				["a", "b"],
			);
			assert.equal(inputs[1], { name: "b", type: "float32", shape: [1, 3] });
			assert.equal(
				outputs.map(({ type, shape }) => [type, shape]),
				[["float32", [1, 3]]],
			);
		});
	});

	test(`${title}: a session tells how long loading took and which library runs`, async () => {
		await session(DENSE, async ({ loadMs, runtimeVersion }) => {
			assert.ok(loadMs > 0);
			assert.match(runtimeVersion, /\d+\.\d+/);
		});
	});

	test(`${title}: a file that is not a model is refused with its name`, async () => {
		await withFiles({ "noise.tflite": "no model at all" }, async (path) => {
			const modelPath = path("noise.tflite");
			const error = await rejection(
				runtime.open({ modelPath, delegate, threads: 1 }),
			);
			assert.instance(error, UserError);
			assert.match(error.message, modelPath);
		});
	});

	test(`${title}: a model file that is not there is refused with its name`, async () => {
		const modelPath = "/nowhere/at-all.tflite";
		const error = await rejection(
			runtime.open({ modelPath, delegate, threads: 1 }),
		);
		assert.instance(error, UserError);
		assert.match(error.message, modelPath);
	});

	test(`${title}: an unknown operator is unsupported, and its name is the reason`, async () => {
		const custom = {
			...DENSE,
			operator: "CUSTOM",
			customName: "mystery-op",
		} as const;
		await withFiles({ "m.tflite": fileOf(custom) }, async (path) => {
			const modelPath = path("m.tflite");
			const opening = await runtime.open({ modelPath, delegate, threads: 1 });
			assert.is(opening.status, "unsupported");
			assert.match(JSON.stringify(opening), "mystery-op");
		});
	});

	if (int64) {
		test(`${title}: 64-bit integers go in as bigints`, async () => {
			await session(CAST_INT64, async (opened) => {
				const [real] = await opened.infer([new BigInt64Array([-3n, 70_000n])]);
				assert.equal(numbers(real), [-3, 70_000]);
			});
		});
	}
}

function testInference(runtime: Runtime, conformance: Conformance): void {
	const { delegate, oneThread = false, fileOf = tinyModelBytes } = conformance;
	const title = `${runtime.name}, ${delegate}`;
	const session = sessionOf(runtime, conformance);

	test(`${title}: an inference computes what the model says`, async () => {
		await session(DENSE, async (opened) => {
			const [output] = await opened.infer([DENSE_INPUT]);
			assert.equal(numbers(output), DENSE_OUTPUT);
		});
	});

	test(`${title}: the same input gives the same output, also after another input and after sampling`, async () => {
		await session(DENSE, async (opened) => {
			await opened.infer([new Float32Array([9, 9, 9, 9])]);
			await opened.sample([new Float32Array(4)], FEW);
			const [output] = await opened.infer([DENSE_INPUT]);
			assert.equal(numbers(output), DENSE_OUTPUT);
		});
	});

	test(`${title}: an output belongs to the caller: a later inference leaves it alone`, async () => {
		await session(DENSE, async (opened) => {
			const [first] = await opened.infer([DENSE_INPUT]);
			await opened.infer([new Float32Array(4)]);
			assert.equal(numbers(first), DENSE_OUTPUT);
		});
	});

	test(`${title}: several inputs keep their order`, async () => {
		await session(SUM_OF_TWO, async (opened) => {
			const [sum] = await opened.infer([
				new Float32Array([1, 2, 3]),
				new Float32Array([10, 20, 30]),
			]);
			assert.equal(numbers(sum), [11, 22, 33]);
		});
	});

	const threadsTitle = oneThread
		? "two threads are unsupported, with the reason"
		: "two threads compute what one computes";
	test(`${title}: ${threadsTitle}`, async () => {
		await withFiles({ "m.tflite": fileOf(DENSE) }, async (path) => {
			const modelPath = path("m.tflite");
			const opening = await runtime.open({ modelPath, delegate, threads: 2 });
			if (oneThread) {
				assert.is(opening.status, "unsupported");
				assert.match(JSON.stringify(opening), "one thread");
				return;
			}
			assert.is(opening.status, "open");
			if (opening.status === "open") {
				const [output] = await opening.session.infer([DENSE_INPUT]);
				assert.equal(numbers(output), DENSE_OUTPUT);
				await opening.session.close();
			}
		});
	});
}

function testRefusals(runtime: Runtime, conformance: Conformance): void {
	const title = `${runtime.name}, ${conformance.delegate}`;
	const session = sessionOf(runtime, conformance);

	test(`${title}: a wrong number of inputs is refused with both numbers`, async () => {
		await session(SUM_OF_TWO, async (opened) => {
			const error = await rejection(opened.infer([new Float32Array(3)]));
			assert.instance(error, UserError);
			assert.match(error.message, /expects 2 inputs, found 1/);
		});
	});

	test(`${title}: an input of the wrong length is refused with both lengths and its name`, async () => {
		await session(DENSE, async (opened) => {
			const error = await rejection(opened.infer([new Float32Array(5)]));
			assert.instance(error, UserError);
			assert.match(error.message, /"x": expected 4 values .*, found 5/);
		});
	});

	test(`${title}: an input of the wrong type is refused with both types, also for sampling`, async () => {
		await session(DENSE, async (opened) => {
			const error = await rejection(opened.sample([new Int8Array(4)], FEW));
			assert.instance(error, UserError);
			assert.match(error.message, /expected float32 .*, found a Int8Array/);
		});
	});

	test(`${title}: a closed session refuses to work, and closing twice is fine`, async () => {
		await session(DENSE, async (opened) => {
			await opened.close();
			await opened.close();
			assert.match(
				(await rejection(opened.infer([DENSE_INPUT]))).message,
				/closed/,
			);
			assert.match(
				(await rejection(opened.sample([DENSE_INPUT], FEW))).message,
				/closed/,
			);
		});
	});
}

function testSampling(runtime: Runtime, conformance: Conformance): void {
	const title = `${runtime.name}, ${conformance.delegate}`;
	const session = sessionOf(runtime, conformance);

	test(`${title}: without a minimum time exactly the minimum count is sampled`, async () => {
		await session(DENSE, async (opened) => {
			const samples = await opened.sample([DENSE_INPUT], FEW);
			assert.instance(samples, Float64Array);
			assert.is(samples.length, 7);
			assert.ok(samples.every((ms) => ms >= 0 && Number.isFinite(ms)));
		});
	});

	test(`${title}: sampling goes on until both the minimum time and the minimum count are reached`, async () => {
		await session(DENSE, async (opened) => {
			const limits = { minSamples: 200, minMs: 25, maxSamples: 10_000_000 };
			const start = performance.now();
			const samples = await opened.sample([DENSE_INPUT], limits);
			// Sampling cannot have been shorter than its minimum, however slow the machine is.
			assert.ok(performance.now() - start >= limits.minMs);
			assert.ok(samples.length >= limits.minSamples);
			assert.ok(samples.every((ms) => Number.isFinite(ms) && ms >= 0));
		});
	});

	test(`${title}: the maximum count ends the sampling, whatever the minimum time`, async () => {
		await session(DENSE, async (opened) => {
			const limits = { minSamples: 1, minMs: 1e9, maxSamples: 130 };
			assert.is((await opened.sample([DENSE_INPUT], limits)).length, 130);
		});
	});
}

function sessionOf(
	runtime: Runtime,
	{ delegate, fileOf = tinyModelBytes }: Conformance,
) {
	return (model: TinyModel, body: (session: Session) => Promise<void>) =>
		withFiles({ "m.tflite": fileOf(model) }, async (path) => {
			const modelPath = path("m.tflite");
			const opening = await runtime.open({ modelPath, delegate, threads: 1 });
			if (opening.status === "unsupported") {
				throw new Error(opening.reason);
			}
			try {
				await body(opening.session);
			} finally {
				await opening.session.close();
			}
		});
}

function numbers(data: TensorData | undefined): number[] {
	return Array.from(data ?? [], Number);
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
	try {
		await promise;
	} catch (error) {
		if (error instanceof Error) {
			return error;
		}
	}
	throw new Error("Expected a rejection with an Error, and there was none.");
}
