import { formatDuration } from "../lib/duration.ts";
import { PRESETS } from "../plan/axes.ts";
import { formatCount, formatPercent } from "./format.ts";
import { MAX_HALF_WIDTH } from "./spread.ts";
import type { RunSummary } from "./summary.ts";

const SCALING = [
	"Speed-up is the latency with one thread over that with n, parallel efficiency the speed-up for each thread.",
	"The serial fraction s is fitted to all thread counts by least squares on 1/S(n) = s + (1 - s)/n (Amdahl 1967); its 95 % interval is a bootstrap over launches. Beside it stands what each count gives by itself (Karp and Flatt 1990): where that grows with n, the threads themselves cost time.",
];

/** How the figures of a run were measured and derived, in paragraphs. */
export function methodText({
	run,
	suite,
	reference,
}: RunSummary): readonly string[] {
	const { launches, samples, sampleMs, warmups, warmupMs } =
		PRESETS[run.preset];
	const latency = [
		`Preset ${run.preset}: each cell is launched ${launches} times, each time in a fresh process, in rounds that interleave all cells in a random order of seed ${run.seed}.`,
		`A launch loads the model, infers once, warms up for at least ${warmups} inferences and ${warmupMs} ms, then takes at least ${formatCount(samples)} samples over at least ${formatDuration(sampleMs)}.`,
		"One sample is: set input, invoke, get output.",
	];
	const derived = [
		"Latency is the median over launches of each launch's median; its 95 % interval is the bootstrap percentile interval over launches, computed over all resamples.",
		"Of few launches that interval is rough: two can only give their own two medians.",
		"Load and first inference are medians over launches, the minimum is that of all samples, peak memory is the largest of any launch's process. p90 and p99 are shown only where the samples carry them (64 and 662, after MLPerf).",
	];
	const verdict = [
		`A figure is valid when every launch ran to its end undisturbed by throttling, and the interval is at most ±${formatPercent(MAX_HALF_WIDTH)} of the median.`,
		"KB and MB are 1000 and 1,000,000 bytes.",
	];
	const accuracy = [
		`Accuracy is measured in a pass of its own over ${suite.dataset?.samples === undefined ? "the whole dataset" : "the samples taken of the dataset"}, one at a time; time is that of the whole pass.`,
		`Each variant is held against ${reference}, sample by sample, by McNemar's exact test; outputs are compared by their absolute difference.`,
	];
	const devices = [
		`Predictions on several devices are held against those on ${suite.devices[0]}, sample by sample, for the same file and the same samples.`,
	];
	return [
		latency,
		derived,
		verdict,
		...(suite.dataset === undefined ? [] : [accuracy]),
		...(suite.threads.length > 2 ? [SCALING] : []),
		...(suite.dataset !== undefined && suite.devices.length > 1
			? [devices]
			: []),
	].map((sentences) => sentences.join(" "));
}

/** What was run, when and with what, as names and values. */
export function runFacts({
	run,
	suite,
	reference,
	resumedAt,
	finishedAt,
	elapsedMs,
}: RunSummary): readonly (readonly [string, string])[] {
	const commit =
		run.commit === null
			? []
			: [
					[
						"commit",
						`${run.commit.sha}${run.commit.dirty ? " with uncommitted changes" : ""}`,
					] as const,
				];
	return [
		["suite", `${suite.name} (sha256 ${run.suiteSha256})`],
		["run", run.id],
		["started", run.at],
		...resumedAt.map((at) => ["resumed", at] as const),
		[
			"finished",
			finishedAt === undefined
				? "no"
				: `${finishedAt} (${formatDuration(elapsedMs ?? 0)})`,
		],
		["preset, seed", `${run.preset}, ${run.seed}`],
		["reference variant", reference],
		["quantgrid", run.quantgridVersion],
		...commit,
	];
}
