import { packSamples } from "../../lib/packed-samples.ts";
import type { LatencyMeasurement } from "../../plan/outcome.ts";
import type { LatencyTask } from "../protocol.ts";
import type { Session, TensorData } from "../runtimes/session.ts";

/** What a latency pass finds out by itself; the rest of the measurement is known to the caller. */
export type LatencyResult = Pick<
	LatencyMeasurement,
	"firstInferenceMs" | "warmups" | "sampleCount" | "samples"
>;

/** The most samples a launch keeps: at 1 µs an inference, ten seconds' worth of the preset `full`. */
const MAX_SAMPLES = 10_000_000;

/** Times the first inference, warms up, then samples until both the count and the time of the task are reached. */
export async function measureLatency(
	session: Session,
	inputs: readonly TensorData[],
	task: LatencyTask,
): Promise<LatencyResult> {
	const first = await session.sample(inputs, {
		minSamples: 1,
		minMs: 0,
		maxSamples: 1,
	});
	const warmups = await session.sample(inputs, {
		minSamples: task.warmups,
		minMs: task.warmupMs,
		maxSamples: MAX_SAMPLES,
	});
	const samplesMs = await session.sample(inputs, {
		minSamples: task.samples,
		minMs: task.sampleMs,
		maxSamples: MAX_SAMPLES,
	});
	return {
		firstInferenceMs: first[0] as number,
		warmups: warmups.length,
		sampleCount: samplesMs.length,
		samples: packSamples(samplesMs),
	};
}
