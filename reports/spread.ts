import type { Health } from "../plan/outcome.ts";
import type { Evidence } from "./evidence.ts";
import { formatMs, formatPercent } from "./format.ts";
import type { LatencySummary } from "./latency.ts";

/**
 * The widest half of an interval, as a share of the median, with which the median is trusted. After pyperf, which warns
 * that a benchmark is unstable when its standard deviation exceeds 10 % of its mean.
 */
export const MAX_HALF_WIDTH = 0.1;

/** By how much the clock rate may differ between launches before it is named as a cause of their spread. */
const FREQUENCY_TOLERANCE = 0.1;

/** Governors of Linux's cpufreq that hold the clock rate down or change it while a launch runs. */
const SLOW_GOVERNORS = new Set(["powersave", "conservative", "ondemand"]);

/** Half of the interval's width, as a share of the median; undefined where there is no interval. */
export function relativeHalfWidth({
	interval,
	medianMs,
}: LatencySummary): number | undefined {
	if (interval === undefined || medianMs === 0) {
		return undefined;
	}
	return (interval.high - interval.low) / 2 / medianMs;
}

/** Why the spread between launches is too wide to trust their median, with what explains it; undefined when it is not. */
export function spreadReason({
	latency,
	cores,
	cell,
}: Evidence): string | undefined {
	const halfWidth = latency && relativeHalfWidth(latency);
	if (
		latency?.interval === undefined ||
		halfWidth === undefined ||
		halfWidth <= MAX_HALF_WIDTH
	) {
		return undefined;
	}
	const { low, high } = latency.interval;
	const found = `the interval over ${latency.launches.length} launches, ${formatMs(low)} to ${formatMs(high)} ms, is ±${formatPercent(halfWidth)} of the median`;
	const causes = spreadCauses(latency, { cores, threads: cell.threads });
	return [
		`${found}; at most ±${formatPercent(MAX_HALF_WIDTH)} is trusted`,
		...causes,
	].join("; ");
}

type Machine = { readonly cores: number | undefined; readonly threads: number };

/** What the machine was doing that explains a wide spread; by itself none of it spoils a figure. */
function spreadCauses(
	{ launches }: LatencySummary,
	{ cores, threads }: Machine,
): readonly string[] {
	const moments: readonly Health[] = launches.flatMap(({ before, after }) => [
		before,
		after,
	]);
	const load = Math.max(...moments.map(({ loadAverage }) => loadAverage ?? 0));
	const frequencies = launches.flatMap(({ after }) => after.frequencyMHz ?? []);
	const governors = [
		...new Set(moments.flatMap(({ governor }) => governor ?? [])),
	];
	const causes: string[] = [];
	if (cores !== undefined && load > cores) {
		causes.push(
			`others used the machine: its load average reached ${load.toFixed(1)} on ${cores} cores`,
		);
	}
	if (cores !== undefined && threads > cores) {
		causes.push(`${threads} threads share ${cores} cores`);
	}
	if (
		Math.min(...frequencies) <
		Math.max(...frequencies) * (1 - FREQUENCY_TOLERANCE)
	) {
		causes.push(
			`the clock rate was between ${Math.min(...frequencies).toFixed(0)} and ${Math.max(...frequencies).toFixed(0)} MHz`,
		);
	}
	if (governors.some((governor) => SLOW_GOVERNORS.has(governor))) {
		causes.push(`the frequency governor is ${governors.join(", ")}`);
	}
	return causes;
}
