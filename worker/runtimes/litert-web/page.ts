/// <reference lib="dom" />

// Runs in the page of the worker's browser: loads LiteRT.js and a model, and times inferences there.

import {
	type CompiledModel,
	type CompileOptions,
	getWebGpuDevice,
	loadAndCompile,
	loadLiteRt,
	Tensor,
	type TensorDetails,
} from "@litertjs/core";
import type { Adapter } from "../../../plan/outcome.ts";
import type { Sampling, TensorInfo } from "../session.ts";
import type {
	OpenRequest,
	PageApi,
	PageData,
	PageFacts,
	PageOpening,
	SampleRequest,
} from "./page-api.ts";

const MAX_LOGGED = 20;

const loggedErrors: string[] = [];
let model: CompiledModel | undefined;

// LiteRT tells some failures nowhere but in its log, and it logs through the console.
for (const level of ["log", "error"] as const) {
	console[level] = (...texts: unknown[]) => {
		const text = texts.join(" ");
		if (/^(ERROR:|[EF]\d{4} )/.test(text) && loggedErrors.length < MAX_LOGGED) {
			loggedErrors.push(text);
		}
	};
}

Object.assign(globalThis, {
	litertPage: { prepare, open, infer, sample } satisfies PageApi,
});

async function prepare({
	accelerator,
	threads,
}: Pick<OpenRequest, "accelerator" | "threads">): Promise<PageFacts> {
	// LiteRT.js starts one worker for each of these when it loads; a model that asks for more threads would wait forever.
	Object.defineProperty(navigator, "hardwareConcurrency", { value: threads });
	// A model that WebGPU does not take whole needs the JSPI build to run the rest on the CPU.
	const jspi = "Suspending" in WebAssembly;
	await loadLiteRt(
		"wasm",
		accelerator === "wasm" ? { threads: true } : { jspi },
	);
	return {
		adapter: accelerator === "webgpu" ? adapterInfo() : null,
		clockResolutionMs: clockResolutionMs(),
	};
}

function adapterInfo(): Adapter | null {
	const info = getWebGpuDevice()?.adapterInfo;
	if (info === undefined) {
		return null;
	}
	const { vendor, architecture, description, isFallbackAdapter } = info;
	const software =
		isFallbackAdapter ||
		/swiftshader|llvmpipe|lavapipe|softpipe|basic render/i.test(
			`${architecture} ${description}`,
		);
	return { vendor, architecture, description, software };
}

function clockResolutionMs(): number {
	const TICKS = 100;
	let smallest = Number.POSITIVE_INFINITY;
	let last = performance.now();
	for (let ticks = 0; ticks < TICKS; ) {
		const now = performance.now();
		if (now > last) {
			smallest = Math.min(smallest, now - last);
			last = now;
			ticks += 1;
		}
	}
	// The clock counts from the page's start as a double: its last digits are rounding.
	return Math.round(smallest * 1e5) / 1e5;
}

async function open(request: OpenRequest): Promise<PageOpening> {
	const { accelerator, threads, precision } = request;
	const response = await fetch("model");
	const bytes = new Uint8Array(await response.arrayBuffer());
	const options: CompileOptions = {
		accelerator,
		cpuOptions: { numThreads: threads },
		...(precision === undefined ? {} : { gpuOptions: { precision } }),
	};
	loggedErrors.length = 0;
	try {
		const start = performance.now();
		model = await loadAndCompile(bytes, options);
		return {
			status: "open",
			loadMs: performance.now() - start,
			inputs: model.getInputDetails().map(toTensorInfo),
			outputs: model.getOutputDetails().map(toTensorInfo),
			accelerator: String(model.options.accelerator),
			fullyDelegated: model.isFullyAccelerated,
		};
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		return { status: "refused", message, log: [...loggedErrors] };
	}
}

function toTensorInfo({ name, dtype, shape }: TensorDetails): TensorInfo {
	return { name, type: dtype, shape: [...shape] };
}

async function infer(
	samples: readonly (readonly PageData[])[],
): Promise<readonly (readonly PageData[])[]> {
	const opened = openModel();
	const shapes = inputShapes(opened);
	return watched(async () => {
		const results: (readonly PageData[])[] = [];
		for (const inputs of samples) {
			const inference = await inferOnce(opened, { inputs, shapes });
			release(inference);
			results.push(inference.outputs);
		}
		return results;
	});
}

async function sample({
	inputs,
	sampling,
}: SampleRequest): Promise<Float64Array> {
	const opened = openModel();
	const call = { inputs, shapes: inputShapes(opened) };
	return watched(() => takeSamples(() => inferOnce(opened, call), sampling));
}

type Inference = {
	readonly tensors: readonly Tensor[];
	readonly results: readonly Tensor[];
	readonly outputs: readonly PageData[];
};

// The timed region is one call of `infer`; the store grows and the tensors are let go outside it.
async function takeSamples(
	infer: () => Promise<Inference>,
	{ minSamples, minMs, maxSamples }: Sampling,
): Promise<Float64Array> {
	let samples = new Float64Array(Math.min(Math.max(minSamples, 64), 65_536));
	let count = 0;
	const start = performance.now();
	let end = start;
	while (count < maxSamples && (count < minSamples || end - start < minMs)) {
		if (count === samples.length) {
			const grown = new Float64Array(samples.length * 2);
			grown.set(samples);
			samples = grown;
		}
		const begin = performance.now();
		const inference = await infer();
		end = performance.now();
		samples[count] = end - begin;
		count += 1;
		release(inference);
	}
	return samples.slice(0, count);
}

type Call = {
	readonly inputs: readonly PageData[];
	readonly shapes: readonly Int32Array[];
};

/** Set input, run, get output. */
async function inferOnce(
	opened: CompiledModel,
	{ inputs, shapes }: Call,
): Promise<Inference> {
	const tensors = inputs.map((data, index) => new Tensor(data, shapes[index]));
	const results = await opened.run(tensors);
	const outputs: PageData[] = [];
	for (const result of results) {
		// LiteRT.js copies the values out of its heap, so they never lie in shared memory.
		outputs.push((await result.data()) as PageData);
	}
	return { tensors, results, outputs };
}

function release({ tensors, results }: Inference): void {
	for (const tensor of [...tensors, ...results]) {
		tensor.delete();
	}
}

// LiteRT.js gives outputs of zeros, without an error, when the interpreter failed and only logged it.
async function watched<Result>(body: () => Promise<Result>): Promise<Result> {
	loggedErrors.length = 0;
	const result = await body();
	if (loggedErrors.length > 0) {
		throw new Error(loggedErrors.join(" "));
	}
	return result;
}

function openModel(): CompiledModel {
	if (model === undefined) {
		throw new Error("The page has no model.");
	}
	return model;
}

function inputShapes(opened: CompiledModel): readonly Int32Array[] {
	return opened.getInputDetails().map(({ shape }) => shape);
}
