import type { Artifact } from "../plan/artifact.ts";
import { PRESETS, type Preset } from "../plan/axes.ts";
import { type DelegateSetting, delegateSetting } from "../plan/delegate.ts";
import type { GraphInterface } from "../plan/graph-interface.ts";
import type { PlannedLaunch } from "../plan/launches.ts";
import type { Suite } from "../plan/suite.ts";
import { type CellJob, PROTOCOL, type Task } from "../worker/protocol.ts";

/** How many samples' outputs an accuracy pass keeps: enough for a mean error, small in the journal. */
const KEPT_OUTPUTS = 256;

/** A launch with what it runs. */
export type JobRequest = {
	readonly suite: Suite;
	readonly preset: Preset;
	readonly launch: PlannedLaunch;
	readonly artifact: Artifact;
	readonly graph: GraphInterface;
	/** The folder that stands in for `/` where the device's state is read. */
	readonly root: string;
};

/** The job of one launch. */
export function jobFor({
	suite,
	preset,
	launch,
	artifact,
	graph,
	root,
}: JobRequest): CellJob {
	const { delegate, library, options } = settingOf(suite, launch);
	return {
		kind: "cell",
		protocol: PROTOCOL,
		modelPath: artifact.path,
		delegate,
		delegateLibrary: library,
		delegateOptions: options,
		threads: launch.cell.threads,
		inputs: [...graph.inputs],
		outputs: [...graph.outputs],
		// A network with made-up weights need not even take the shape of the samples.
		dataset: artifact.weights === "random" ? null : (suite.dataset ?? null),
		root,
		task: taskFor(suite, preset, launch),
	};
}

function settingOf(suite: Suite, { cell }: PlannedLaunch): DelegateSetting {
	const setting = suite.delegates
		.map(delegateSetting)
		.find(({ name }) => name === cell.delegate);
	if (setting === undefined) {
		throw new Error(`the suite has no delegate ${cell.delegate}`);
	}
	return setting;
}

function taskFor(suite: Suite, preset: Preset, { task }: PlannedLaunch): Task {
	if (task === "accuracy") {
		return { kind: "accuracy", keepOutputs: KEPT_OUTPUTS };
	}
	const { samples, sampleMs, warmups, warmupMs } = PRESETS[preset];
	return {
		kind: "latency",
		samples,
		sampleMs,
		warmups,
		warmupMs,
		seed: suite.seed,
	};
}
