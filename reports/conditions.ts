import { missesText } from "../history/cell-status.ts";
import type { Miss } from "../history/launch-reading.ts";
import { formatDuration } from "../lib/duration.ts";
import type { Evidence } from "./evidence.ts";
import { formatCount, formatMs, formatPercent } from "./format.ts";
import type { LatencySummary } from "./latency.ts";
import { MAX_HALF_WIDTH, spreadReason } from "./spread.ts";

/** How much of the sampling time the samples must fill: the gaps between them, which are not timed, are part of it. */
const FILLED_TIME = 0.5;

/** Something that must hold before a figure is trusted. */
export type Condition = {
	/** What the verdict says when it does not hold: `invalid: <unmet>`. */
	readonly unmet: string;
	/** Which figure it is about. */
	readonly about: "latency" | "accuracy";
	/** Why it does not hold, with the figures; undefined when it does. */
	readonly reason: (evidence: Evidence) => string | undefined;
	/** What to do, in one sentence. */
	readonly advice: string;
};

/** What the verdict says of latency that was measured through an emulator. */
export const EMULATED = "emulated";

/** Every condition, the gravest first. Those about latency apply to cells with at least one measured launch. */
export const CONDITIONS: readonly Condition[] = [
	{
		unmet: "artifact changed",
		about: "latency",
		reason: ({ artifactVersions }) =>
			artifactVersions > 1
				? `the launches measured ${artifactVersions} different files`
				: undefined,
		advice: "Start a new run, so that all launches measure the same file.",
	},
	{
		unmet: "machine changed",
		about: "latency",
		reason: ({ machineChanges }) =>
			machineChanges.length > 0
				? `the run was continued on another machine: ${machineChanges.join(", ")}`
				: undefined,
		advice:
			"Start a new run, so that all launches share one machine and one runtime.",
	},
	{
		unmet: EMULATED,
		about: "latency",
		reason: ({ emulator }) =>
			emulator === undefined
				? undefined
				: `${emulator} emulated the processor, so this time says nothing about a real one`,
		advice: "Measure on the board itself; the accuracy stands.",
	},
	{
		unmet: "partly delegated",
		about: "latency",
		reason: delegationReason,
		advice:
			"Choose a delegate or a variant whose operators are all taken, or leave requireFullDelegation out of the suite.",
	},
	{
		unmet: "software adapter",
		about: "latency",
		reason: ofLatency(({ launches }) => {
			const software = launches.find(({ adapter }) => adapter?.software);
			const adapter = software?.adapter;
			return (
				adapter &&
				`the GPU was a program on the CPU: ${adapter.description || adapter.architecture} (${adapter.vendor || "vendor unknown"})`
			);
		}),
		advice:
			"Measure on a machine with a GPU whose driver the browser can use; the accuracy stands.",
	},
	{
		unmet: "launches lost",
		about: "latency",
		reason: ({ latency, latencyMisses }) =>
			lossReason(latency?.launches.length ?? 0, latencyMisses),
		advice:
			"Find out why launches of this cell end early before you trust the others.",
	},
	{
		unmet: "too few launches",
		about: "latency",
		reason: ({ latency, latencyMisses, preset }) => {
			const measured = latency?.launches.length ?? 0;
			return measured + latencyMisses.length < preset.launches
				? `${measured} of ${preset.launches} launches measured`
				: undefined;
		},
		advice: "Continue the run with --resume.",
	},
	{
		unmet: "too few samples",
		about: "latency",
		reason: ({ latency, preset }) => {
			const fewest = Math.min(
				...(latency?.launches ?? []).map(({ samples }) => samples),
			);
			return fewest < preset.samples
				? `a launch took ${fewest} samples; the preset asks for ${preset.samples}`
				: undefined;
		},
		advice:
			"Measure again; a launch must not end before its sample count is reached.",
	},
	{
		unmet: "sampled too briefly",
		about: "latency",
		reason: ({ latency, preset }) => {
			const shortest = Math.min(
				...(latency?.launches ?? []).map(({ sampledMs }) => sampledMs),
			);
			return shortest < preset.sampleMs * FILLED_TIME
				? `the samples of a launch sum up to ${formatDuration(shortest)}; the preset asks for ${formatDuration(preset.sampleMs)}`
				: undefined;
		},
		advice:
			"Measure again; a launch must not end before its sampling time is reached.",
	},
	{
		unmet: "throttled",
		about: "latency",
		reason: throttleReason,
		advice:
			"Cool the device or give it a stronger power supply, then measure again.",
	},
	{
		unmet: "below the timer's resolution",
		about: "latency",
		reason: ofLatency(timerReason),
		advice:
			"Measure a larger model or batch; this one is too fast for the device's timer.",
	},
	{
		unmet: "one launch",
		about: "latency",
		reason: ofLatency(({ launches }) =>
			launches.length === 1
				? "a single launch tells nothing of the spread between launches"
				: undefined,
		),
		advice: "Measure at least two launches.",
	},
	{
		unmet: "spread too wide",
		about: "latency",
		reason: spreadReason,
		advice:
			"Measure on an idle machine at a fixed clock rate, or with more launches (--preset quick or full).",
	},
	{
		unmet: "accuracy missing",
		about: "accuracy",
		reason: ({ accuracyAsked, accuracy, accuracyMisses }) => {
			if (!accuracyAsked || accuracy !== undefined) {
				return undefined;
			}
			return accuracyMisses.length === 0
				? "the accuracy pass was not run"
				: `the accuracy pass gave nothing: ${missesText(accuracyMisses)}`;
		},
		advice: "Mend what the reason says, or continue the run with --resume.",
	},
	{
		unmet: "accuracy incomplete",
		about: "accuracy",
		reason: ({ accuracy, mostSamples }) =>
			accuracy !== undefined && accuracy.samples < mostSamples
				? `accuracy saw ${formatCount(accuracy.samples)} of ${formatCount(mostSamples)} samples`
				: undefined,
		advice: "Start a new run, so that all cells see the same samples.",
	},
	{
		unmet: "outputs not numbers",
		about: "accuracy",
		reason: ({ accuracy }) =>
			accuracy !== undefined && accuracy.notNumbers > 0
				? `the outputs of ${formatCount(accuracy.notNumbers)} of ${formatCount(accuracy.samples)} samples are not numbers`
				: undefined,
		advice:
			"Inspect the file: a weight or a scale of this variant is infinite or not a number.",
	},
	{
		unmet: "predictions vary",
		about: "accuracy",
		reason: ({ accuracy }) =>
			accuracy !== undefined && accuracy.deviatingPasses > 0
				? "two accuracy passes over the same samples gave different predictions"
				: undefined,
		advice:
			"Start a new run; if the predictions still vary, the delegate is not deterministic.",
	},
];

function ofLatency(
	reason: (latency: LatencySummary, evidence: Evidence) => string | undefined,
): Condition["reason"] {
	return (evidence) =>
		evidence.latency === undefined
			? undefined
			: reason(evidence.latency, evidence);
}

function lossReason(
	measured: number,
	misses: readonly Miss[],
): string | undefined {
	return misses.length === 0
		? undefined
		: `${misses.length} of ${measured + misses.length} launches measured nothing: ${missesText(misses)}`;
}

function throttleReason({ latency, thrownAway }: Evidence): string | undefined {
	const launches = latency?.launches ?? [];
	const throttled = launches.filter(
		({ before, after }) => before.throttled || after.throttled,
	);
	if (throttled.length === 0) {
		return undefined;
	}
	const causes = new Set(
		throttled.flatMap(({ before, after }) => [
			...(before.throttledBy ?? []),
			...(after.throttledBy ?? []),
		]),
	);
	const by = causes.size === 0 ? "" : ` (${[...causes].join(", ")})`;
	const again =
		thrownAway === 0
			? ""
			: `, after ${thrownAway} throttled launches had been thrown away and measured again`;
	return `the processor was throttled in ${throttled.length} of ${launches.length} launches${by}${again}`;
}

function delegationReason({
	latency,
	fullDelegationAsked,
}: Evidence): string | undefined {
	if (latency === undefined || !fullDelegationAsked) {
		return undefined;
	}
	const { operators = 0, delegated = 0 } = latency.coverage ?? {};
	if (delegated === operators && latency.fullyDelegated !== false) {
		return undefined;
	}
	const found =
		delegated < operators
			? `the delegate took ${delegated} of ${operators} operators`
			: "the delegate did not take every operator";
	return `${found}, and the suite requires all of them`;
}

function timerReason({
	medianMs,
	launches,
}: LatencySummary): string | undefined {
	const stepMs = launches.reduce(
		(coarsest, { clockResolutionMs = 0 }) =>
			Math.max(coarsest, clockResolutionMs),
		0,
	);
	if (medianMs === 0) {
		return "the median is 0 ns";
	}
	return stepMs > medianMs * MAX_HALF_WIDTH
		? `the clock steps by ${formatMs(stepMs)} ms, more than ${formatPercent(MAX_HALF_WIDTH)} of the median of ${formatMs(medianMs)} ms`
		: undefined;
}
