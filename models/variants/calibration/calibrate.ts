import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../../lib/hash.ts";
import type { CalibrationMethod } from "../../../plan/calibration.ts";
import { observer } from "../../../plan/observer.ts";
import type {
	Observed,
	Recorder,
	RecordingJob,
} from "../../../plan/recording.ts";
import {
	decodeModelWithNotes,
	encodeModel,
	type Model,
} from "../../tflite/index.ts";
import { Refusal } from "../refusal.ts";
import { requireFloatModel, soleGraph } from "../require.ts";
import { type MarkedCopy, markedCopies } from "./marked-copies.ts";
import { rangeBy } from "./method.ts";
import { type Calibration, RANGES_HEAD } from "./ranges-file.ts";
import { type GraphInput, graphInputs, type Samples } from "./samples.ts";

/** What a calibration works with. */
export type CalibrationRequest = {
	/** The float .tflite file; `file` is what errors call it. */
	readonly bytes: Uint8Array;
	readonly file: string;
	/** Gives the samples for the model's inputs. */
	readonly samples: (inputs: readonly GraphInput[]) => Promise<Samples>;
	readonly method: CalibrationMethod;
	readonly record: Recorder;
	readonly signal: AbortSignal;
	/** The bytes of observed tensors that are alive at a time, instead of the usual 64 MiB. */
	readonly markedBytes?: number;
};

/**
 * Runs samples through a float model and notes the range of each tensor. The model runs in another process, in copies
 * that give inner tensors as outputs. Memory there is bounded by the model, its usual need, and twice the observed bytes
 * of a copy; here by one sample. Values that are not finite are left out and counted. Rejects with a Refusal for a model
 * that cannot be observed, and with the signal's reason.
 */
export async function calibrate(
	request: CalibrationRequest,
): Promise<Calibration> {
	const { model } = decodeModelWithNotes(request.bytes, request.file);
	const graph = soleGraph(requireFloatModel(model));
	const inputs = graphInputs(model);
	const samples = await request.samples(inputs);
	const folder = await mkdtemp(join(tmpdir(), "quantgrid-calibration-"));
	try {
		const inputsPath = join(folder, "inputs");
		const observedInputs = await writeInputs(inputsPath, {
			inputs,
			samples,
			request,
		});
		const observed = new Map(
			(graph.inputs ?? []).map((index, place) => [
				index,
				observedInputs[place] as Observed,
			]),
		);
		for (const copy of markedCopies(model, graph, request.markedBytes)) {
			const modelPath = join(folder, "marked.tflite");
			await writeFile(modelPath, encodeModel(copy.model));
			const job = { modelPath, inputsPath, runs: samples.runs };
			for (const [index, seen] of await observe(job, copy, request)) {
				observed.set(index, seen);
			}
		}
		return toCalibration(model, observed, { request, samples });
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** What was observed of the outputs of a copy, by tensor. */
async function observe(
	job: Omit<RecordingJob, "histograms">,
	copy: MarkedCopy,
	{ method, record, signal }: CalibrationRequest,
): Promise<readonly (readonly [number, Observed])[]> {
	const histograms = method.name === "percentile";
	const recording = await record({ ...job, histograms }, signal);
	if (recording.status === "refused") {
		const reason = recording.reason.replace(/\.$/, "");
		throw new Refusal(`it cannot be calibrated: ${reason}`);
	}
	return copy.outputs.flatMap((index, place) => {
		const seen = recording.outputs[place];
		return seen ? [[index, seen] as const] : [];
	});
}

/** Writes the inputs of all runs into one file, and notes what the float ones were. */
async function writeInputs(
	path: string,
	{
		inputs,
		samples,
		request,
	}: {
		readonly inputs: readonly GraphInput[];
		readonly samples: Samples;
		readonly request: CalibrationRequest;
	},
): Promise<readonly Observed[]> {
	const arrays = inputs.map(({ array }) => array);
	const watches = arrays.map(() =>
		observer(request.method.name === "percentile"),
	);
	const file = await open(path, "w");
	try {
		for (let run = 0; run < samples.runs; run++) {
			request.signal.throwIfAborted();
			samples.fill(run, arrays);
			for (const [place, array] of arrays.entries()) {
				if (array instanceof Float32Array) {
					watches[place]?.look(array);
				}
				const { buffer, byteOffset, byteLength } = array;
				await file.write(new Uint8Array(buffer, byteOffset, byteLength));
			}
		}
	} finally {
		await file.close();
	}
	return watches.map((watch) => watch.seen());
}

function toCalibration(
	model: Model,
	observed: ReadonlyMap<number, Observed>,
	{
		request: { bytes, method },
		samples,
	}: { readonly request: CalibrationRequest; readonly samples: Samples },
): Calibration {
	const names = model.subgraphs?.[0]?.tensors ?? [];
	const tensors = [...observed]
		.toSorted(([one], [other]) => one - other)
		.flatMap(([index, seen]) => {
			const range = rangeBy(method, seen);
			const { notFinite } = seen;
			const name = names[index]?.name ?? "";
			return range === undefined ? [] : [{ index, name, ...range, notFinite }];
		});
	return {
		...RANGES_HEAD,
		modelSha256: sha256(bytes),
		source: samples.description,
		runs: samples.runs,
		method:
			method.name === "percentile"
				? `percentile ${method.percentile}`
				: method.name,
		tensors,
	};
}
