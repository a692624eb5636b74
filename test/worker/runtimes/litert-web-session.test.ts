import { setTimeout } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../lib/random.ts";
import type { PageCall } from "../../../worker/runtimes/litert-web/browser-page.ts";
import {
	litertWebRuntime,
	openLitertWeb,
} from "../../../worker/runtimes/litert-web.ts";
import { nativeRuntime } from "../../../worker/runtimes/native.ts";
import type {
	Opening,
	Runtime,
	Session,
} from "../../../worker/runtimes/session.ts";
import { hasChromium } from "../../support/chromium.ts";
import { sharedModel } from "../../support/shared.ts";
import {
	DENSE,
	SUM_OF_TWO,
	type TinyModel,
	tinyModelBytes,
	withFiles,
} from "../../support/tiny-models.ts";

const DENSE_INPUT = new Float32Array([1, -1, 0.5, 2]);

/** The exclusive or of two inputs of 3 integers, which neither XNNPACK nor WebGPU computes. */
const XOR: TinyModel = {
	...SUM_OF_TWO,
	tensors: SUM_OF_TWO.tensors.map((tensor) => ({ ...tensor, type: "INT32" })),
	operator: "BITWISE_XOR",
};

if (hasChromium()) {
	testFacts();
	testModels();
	testAgreement();
	testMessaging();
}

test.run();

function testFacts(): void {
	test("webgpu names its adapter and says whether it is a program; wasm has none", async () => {
		await withSession(DENSE, "webgpu", async ({ adapter }) => {
			assert.type(adapter?.vendor, "string");
			assert.ok((adapter?.description ?? "").length > 0);
			assert.type(adapter?.software, "boolean");
			assert.is(adapter?.software, adapter?.architecture === "swiftshader");
		});
		await withSession(DENSE, "wasm", async ({ adapter }) => {
			assert.is(adapter, null);
		});
	});

	test("the page's clock ticks finely, which only an isolated page's does, and the session says how finely", async () => {
		await withSession(DENSE, "wasm", async (session) => {
			const tickMs = session.clockResolutionMs ?? Number.NaN;
			assert.ok(tickMs > 0 && tickMs < 0.1);
			const samples = await session.sample([DENSE_INPUT], {
				minSamples: 50,
				minMs: 0,
				maxSamples: 50,
			});
			for (const sample of samples) {
				const ticks = sample / tickMs;
				assert.ok(Math.abs(ticks - Math.round(ticks)) < 0.01);
			}
		});
	});

	test("several samples at once give what each gives alone, in their order", async () => {
		await withSession(DENSE, "wasm", async (session) => {
			const samples = [
				[1, 0, 0, 0],
				[0, 1, 0, 0],
				[1, -1, 0.5, 2],
			].map((values) => [new Float32Array(values)]);
			assert.equal(await session.inferEach?.(samples), [
				[new Float32Array([11, 19])],
				[new Float32Array([12, 20])],
				[new Float32Array([18.5, 21])],
			]);
		});
	});
}

function testModels(): void {
	for (const delegate of litertWebRuntime.delegates) {
		test(`litert-web, ${delegate}: an operator that the delegate leaves to the CPU is told of, and computes`, async () => {
			const opening = await openTiny(XOR, delegate);
			const { session } = opening as { session: Session };
			const [output] = await session.infer([
				new Int32Array([5, 7, 9]),
				new Int32Array([3, 2, 4]),
			]);
			await session.close();
			assert.is(session.fullyDelegated, false);
			assert.equal(output, new Int32Array([6, 5, 13]));
		});
	}

	test("a model whose batch size is open runs with the size it stands for, as natively", async () => {
		const modelPath = sharedModel("hello_world_float.tflite");
		if (modelPath === undefined) {
			console.log("skipped: ../shared/models is absent");
			return;
		}
		for (const delegate of litertWebRuntime.delegates) {
			const opening = await openLitertWeb({ modelPath, delegate, threads: 1 });
			const { session } = opening as { session: Session };
			const [output] = await session.infer([new Float32Array([1])]);
			await session.close();
			assert.equal(session.inputs[0]?.shape, [1, 1]);
			// The model approximates the sine.
			assert.ok(Math.abs(Number(output?.[0]) - Math.sin(1)) < 0.05);
		}
	});

	test("the memory is that of the browser, and its peak never falls below that before the model", async () => {
		await withSession(DENSE, "wasm", async ({ memory }) => {
			assert.ok((memory?.baseBytes ?? 0) > 50_000_000);
			assert.ok((memory?.peakBytes() ?? 0) >= (memory?.baseBytes ?? 0));
		});
	});

	test("more threads than the machine has cores compute what one computes", async () => {
		await withFiles({ "m.tflite": tinyModelBytes(DENSE) }, async (path) => {
			const modelPath = path("m.tflite");
			const opening = await openLitertWeb({
				modelPath,
				delegate: "wasm",
				threads: 9,
			});
			assert.is(opening.status, "open");
			if (opening.status === "open") {
				const [output] = await opening.session.infer([DENSE_INPUT]);
				await opening.session.close();
				assert.equal(output, new Float32Array([18.5, 21]));
			}
		});
	});
}

function testAgreement(): void {
	test("a float model of another author gives the native runtime's outputs on wasm and webgpu", async () => {
		const modelPath = sharedModel("pretrainedResnet.tflite");
		if (modelPath === undefined) {
			console.log("skipped: ../shared/models is absent");
			return;
		}
		const random = seededRandom(7);
		const input = new Float32Array(32 * 32 * 3).map(() => random());
		const outputOf = async (runtime: Runtime, delegate: string) => {
			const request = { modelPath, delegate, threads: 1 };
			const opening = await runtime.open(request);
			assert.is(opening.status, "open");
			const session = (opening as { session: Session }).session;
			const [output] = await session.infer([input]);
			await session.close();
			return Array.from(output ?? [], Number);
		};
		const expected = await outputOf(nativeRuntime, "builtin");
		for (const delegate of litertWebRuntime.delegates) {
			const found = await outputOf(litertWebRuntime, delegate);
			assert.is(found.length, 10);
			const errors = found.map((value, index) =>
				Math.abs(value - (expected[index] as number)),
			);
			assert.ok(Math.max(...errors) < 1e-3, `${delegate}: ${errors}`);
		}
	});
}

function testMessaging(): void {
	for (const delegate of ["wasm", "webgpu"]) {
		test(`litert-web, ${delegate}: 100 ms of delay in each message change no sample`, async () => {
			const DELAY_MS = 100;
			let messages = 0;
			const delayed =
				(call: PageCall): PageCall =>
				async (name, argument) => {
					messages += 1;
					await setTimeout(DELAY_MS);
					const answer = await call(name, argument);
					await setTimeout(DELAY_MS);
					return answer;
				};
			const COUNT = 40;
			const limits = { minSamples: COUNT, minMs: 0, maxSamples: COUNT };
			const opening = await openTiny(DENSE, delegate, delayed);
			const { session } = opening as { session: Session };
			try {
				await session.sample([DENSE_INPUT], limits);
				const before = messages;
				const samples = await session.sample([DENSE_INPUT], limits);
				assert.is(messages - before, 1);
				assert.is(samples.length, COUNT);
				const median = samples.toSorted()[COUNT / 2] as number;
				assert.ok(median < DELAY_MS, `the median is ${median} ms`);
			} finally {
				await session.close();
			}
		});
	}
}

type Wrap = (call: PageCall) => PageCall;

function openTiny(
	model: TinyModel,
	delegate: string,
	wrap?: Wrap,
): Promise<Opening> {
	return withFiles({ "m.tflite": tinyModelBytes(model) }, (path) =>
		openLitertWeb({ modelPath: path("m.tflite"), delegate, threads: 1 }, wrap),
	);
}

async function withSession(
	model: TinyModel,
	delegate: string,
	body: (session: Session) => Promise<void>,
): Promise<void> {
	const opening = await openTiny(model, delegate);
	if (opening.status === "unsupported") {
		throw new Error(opening.reason);
	}
	try {
		await body(opening.session);
	} finally {
		await opening.session.close();
	}
}
