import type { Artifact } from "../plan/artifact.ts";
import { PRESETS, type Preset } from "../plan/axes.ts";
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
};

/** The job of one launch. */
export function jobFor({
	suite,
	preset,
	launch,
	artifact,
	graph,
}: JobRequest): CellJob {
	return {
		kind: "cell",
		protocol: PROTOCOL,
		modelPath: artifact.path,
		delegate: launch.cell.delegate,
		threads: launch.cell.threads,
		inputs: [...graph.inputs],
		outputs: [...graph.outputs],
		dataset: suite.dataset ?? null,
		task: taskFor(suite, preset, launch),
	};
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
