import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localDevice } from "../devices/local.ts";
import { unpackSamples } from "../lib/packed-samples.ts";
import type { Delegate } from "../plan/axes.ts";
import type { Measurement } from "../plan/outcome.ts";
import { xnnpackCompileScript } from "../worker/delegates/xnnpack.ts";
import { randomInputs } from "../worker/measure/inputs.ts";
import { type CellJob, PROTOCOL, type Task } from "../worker/protocol.ts";
import { nativeRuntime } from "../worker/runtimes/native.ts";
import type { BenchModel } from "./subjects.ts";

/** A model with a delegate, and the file that holds the input both sides give it. */
export type Subject = {
	readonly model: BenchModel;
	readonly delegate: Delegate;
	readonly inputPath: string;
};

/** How much one launch samples. */
export type Budget = {
	readonly samples: number;
	readonly sampleMs: number;
	readonly warmups: number;
	readonly warmupMs: number;
};

/** The compiled C program and a folder for its files. */
export type Floor = { readonly program: string; readonly folder: string };

const SEED = 1;
const TIMEOUT_MS = 300_000;

/** Compiles `floor.c` into a folder, against the library the harness uses. Throws with the compiler's words. */
export function compileFloor(folder: string): Floor {
	const program = join(folder, "floor");
	const source = join(xnnpackCompileScript(), "../../../bench/floor.c");
	run(process.execPath, [xnnpackCompileScript(), "--program", source, program]);
	return { program, folder };
}

/** Writes the input that the worker draws for a model, so that the floor gets the same; undefined where it cannot run. */
export async function prepareSubject(
	model: BenchModel,
	delegate: Delegate,
	folder: string,
): Promise<Subject | undefined> {
	const opening = await nativeRuntime.open({
		modelPath: model.path,
		delegate,
		threads: 1,
	});
	if (opening.status === "unsupported") {
		return undefined;
	}
	const inputs = randomInputs(opening.session.inputs, SEED);
	await opening.session.close();
	const inputPath = join(folder, `${model.name}.input`);
	writeFileSync(
		inputPath,
		Buffer.concat(
			inputs.map(
				({ buffer, byteOffset, byteLength }) =>
					new Uint8Array(buffer, byteOffset, byteLength),
			),
		),
	);
	return { model, delegate, inputPath };
}

/** One launch of the C program: the time of every sample in milliseconds, in order. */
export function launchFloor(
	{ program, folder }: Floor,
	{ model, delegate, inputPath }: Subject,
	{ samples, sampleMs, warmups, warmupMs }: Budget,
): Float64Array {
	const output = join(folder, "samples");
	const limits = [samples, sampleMs, warmups, warmupMs].map(String);
	run(program, [delegate, model.path, inputPath, ...limits, output]);
	const bytes = readFileSync(output);
	return Float64Array.from({ length: bytes.length / 8 }, (_, index) =>
		bytes.readDoubleLE(index * 8),
	);
}

/** One launch of the harness's own worker: the time of every sample in milliseconds, in order. */
export async function launchHarness(
	subject: Subject,
	budget: Budget,
): Promise<Float64Array> {
	const measurement = await launchWorker(subject, {
		task: { kind: "latency", ...budget, seed: SEED },
		dataset: null,
	});
	if (measurement.kind !== "latency") {
		throw new Error(`expected a latency, found ${measurement.kind}`);
	}
	return unpackSamples(measurement.samples);
}

/** One accuracy pass of the harness over the MNIST test set: how long it took, in milliseconds. */
export async function launchAccuracy(subject: Subject): Promise<number> {
	const measurement = await launchWorker(subject, {
		task: { kind: "accuracy", keepOutputs: 256 },
		dataset: { name: "mnist", split: "test" },
	});
	if (measurement.kind !== "accuracy") {
		throw new Error(`expected an accuracy, found ${measurement.kind}`);
	}
	return measurement.elapsedMs;
}

type Work = { readonly task: Task; readonly dataset: CellJob["dataset"] };

async function launchWorker(
	{ model, delegate }: Subject,
	{ task, dataset }: Work,
): Promise<Measurement> {
	const job: CellJob = {
		kind: "cell",
		protocol: PROTOCOL,
		modelPath: model.path,
		delegate,
		threads: 1,
		inputs: [...model.graph.inputs],
		outputs: [...model.graph.outputs],
		dataset,
		task,
	};
	const outcome = await localDevice().run(job, {
		timeoutMs: TIMEOUT_MS,
		signal: new AbortController().signal,
	});
	if (outcome.status !== "measured") {
		throw new Error(
			`${model.name}, ${delegate}: the worker did not measure: ${JSON.stringify(outcome)}`,
		);
	}
	return outcome.measurement;
}

function run(command: string, words: readonly string[]): void {
	const { status, stderr } = spawnSync(command, words, {
		encoding: "utf8",
		timeout: TIMEOUT_MS,
	});
	if (status !== 0) {
		throw new Error(`${command} ${words.join(" ")} failed: ${stderr.trim()}`);
	}
}
