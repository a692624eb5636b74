import type { Dataset } from "../datasets/dataset.ts";
import { loadDataset } from "../datasets/load.ts";
import { unreachable } from "../lib/errors.ts";
import { packageVersion } from "../lib/package.ts";
import { DELEGATES, type RuntimeName } from "../plan/axes.ts";
import type { LatencyMeasurement, Outcome } from "../plan/outcome.ts";
import { loadXnnpackPlugin } from "./delegates/xnnpack.ts";
import { measureAccuracy } from "./measure/accuracy.ts";
import {
	type EnvironmentSource,
	environmentFacts,
} from "./measure/environment.ts";
import { health } from "./measure/health.ts";
import { randomInputs, sampleEncoder } from "./measure/inputs.ts";
import { measureLatency } from "./measure/latency.ts";
import { peakMemoryBytes } from "./measure/peak-memory.ts";
import type { AccuracyTask, CellJob, Job, LatencyTask } from "./protocol.ts";
import { litertWebRuntime } from "./runtimes/litert-web.ts";
import { browserFacts } from "./runtimes/litert-web-facts.ts";
import { nativeRuntime } from "./runtimes/native.ts";
import {
	elementCount,
	type Runtime,
	type Session,
	type TensorData,
} from "./runtimes/session.ts";
import { tfjsRuntime } from "./runtimes/tfjs.ts";

const RUNTIMES: Readonly<Record<RuntimeName, Runtime>> = {
	"litert-web": litertWebRuntime,
	native: nativeRuntime,
	tfjs: tfjsRuntime,
};

/** Does one job in this process. */
export async function runJob(job: Job): Promise<Outcome> {
	switch (job.kind) {
		case "facts":
			return {
				status: "measured",
				measurement: {
					kind: "facts",
					environment: {
						...environmentFacts({ ...ownFacts(), root: job.root }),
						...(job.browser === true ? await browserFacts() : {}),
					},
				},
			};
		case "health":
			return {
				status: "measured",
				measurement: { kind: "health", health: health(job.root ?? "/") },
			};
		case "cell":
			return runCell(job);
		default:
			return unreachable(job);
	}
}

function ownFacts(): EnvironmentSource {
	const plugin = loadXnnpackPlugin();
	const tfliteVersion =
		plugin.status === "loaded" ? plugin.plugin.tfliteVersion : null;
	return { tfliteVersion, quantgridVersion: packageVersion() };
}

/** Opens a session, measures what the task says, and closes it. */
async function runCell(job: CellJob): Promise<Outcome> {
	const needed = job.task.kind === "latency" ? 1 : undefined;
	const dataset =
		job.dataset === null
			? undefined
			: await loadDataset(job.dataset, { needed });
	const before = health(job.root ?? "/");
	const baseMemoryBytes = peakMemoryBytes();
	const opening = await RUNTIMES[DELEGATES[job.delegate].runtime].open(job);
	if (opening.status === "unsupported") {
		return opening;
	}
	const { session } = opening;
	try {
		switch (job.task.kind) {
			case "latency":
				return await latencyOutcome({ session, job, dataset }, job.task, {
					before,
					baseMemoryBytes,
				});
			case "accuracy":
				return await accuracyOutcome({ session, job, dataset }, job.task);
			default:
				return unreachable(job.task);
		}
	} finally {
		await session.close();
	}
}

type OpenJob = {
	readonly session: Session;
	readonly job: CellJob;
	readonly dataset: Dataset | undefined;
};

async function latencyOutcome(
	{ session, job, dataset }: OpenJob,
	task: LatencyTask,
	baseline: Pick<LatencyMeasurement, "before" | "baseMemoryBytes">,
): Promise<Outcome> {
	const inputs = inputsFor({ session, job, dataset }, task.seed);
	if ("unsupported" in inputs) {
		return { status: "unsupported", reason: inputs.unsupported };
	}
	const result = await measureLatency(session, inputs, task);
	const measurement: LatencyMeasurement = {
		kind: "latency",
		...result,
		coverage: session.coverage ?? null,
		fullyDelegated: session.fullyDelegated,
		adapter: session.adapter ?? undefined,
		clockResolutionMs: session.clockResolutionMs,
		loadMs: session.loadMs,
		peakMemoryBytes: session.memory?.peakBytes() ?? peakMemoryBytes(),
		before: baseline.before,
		baseMemoryBytes: session.memory?.baseBytes ?? baseline.baseMemoryBytes,
		after: health(job.root ?? "/", baseline.before),
	};
	return { status: "measured", measurement };
}

/** One real sample where there is a dataset, else seeded random values. */
function inputsFor(
	{ session, job, dataset }: OpenJob,
	seed: number,
): readonly TensorData[] | { readonly unsupported: string } {
	if (dataset === undefined) {
		return randomInputs(session.inputs, seed);
	}
	const encode = sampleEncoder(
		{ infos: session.inputs, specs: job.inputs },
		dataset,
	);
	return typeof encode === "function" ? [encode(0)] : encode;
}

async function accuracyOutcome(
	{ session, job, dataset }: OpenJob,
	task: AccuracyTask,
): Promise<Outcome> {
	const output = job.outputs[0];
	if (dataset === undefined || output === undefined) {
		return {
			status: "failed",
			error: "an accuracy pass needs a dataset and a model with an output",
		};
	}
	const encode = sampleEncoder(
		{ infos: session.inputs, specs: job.inputs },
		dataset,
	);
	if (typeof encode !== "function") {
		return { status: "unsupported", reason: encode.unsupported };
	}
	const classCount = elementCount(session.outputs[0]?.shape ?? []);
	if (classCount < dataset.classCount) {
		return {
			status: "unsupported",
			reason: `${dataset.name} has ${dataset.classCount} classes; the model's output "${output.name}" has ${classCount} values`,
		};
	}
	const { name, version, split, sha256 } = dataset;
	const result = await measureAccuracy({
		session,
		dataset,
		encode,
		output,
		keepOutputs: task.keepOutputs,
	});
	return {
		status: "measured",
		measurement: {
			kind: "accuracy",
			...result,
			dataset: { name, version, split, sha256 },
		},
	};
}
