import type { Metric } from "../plan/metrics.ts";

/** What stands where there is no such figure. */
export const ABSENT = "–";

/** How each figure is written in tables, without the symbol that its heading carries. */
export const METRIC_TEXTS = {
	accuracyTop1: formatFraction,
	accuracyTop5: formatFraction,
	datasetMs: formatMs,
	latencyMs: formatMs,
	latencyMinMs: formatMs,
	loadMs: formatMs,
	firstInferenceMs: formatMs,
	sizeBytes: formatKilobytes,
	sizeGzipBytes: formatKilobytes,
	peakMemoryBytes: formatMegabytes,
	speedUp: formatRatio,
	parallelEfficiency: formatRatio,
} as const satisfies Record<Metric, (value: number) => string>;

/** How much of a figure is one of the unit that its heading names. */
const PER_SHOWN: Partial<Record<Metric, number>> = {
	sizeBytes: 1000,
	sizeGzipBytes: 1000,
	peakMemoryBytes: 1e6,
};

/** A figure as a number in the unit that its heading names: sizes in KB, memory in MB. */
export function shownValue(metric: Metric, value: number): number {
	return value / (PER_SHOWN[metric] ?? 1);
}

/** A share of 0 to 1, with four decimals: `0.9601`. */
export function formatFraction(fraction: number): string {
	return fraction.toFixed(4);
}

/** Milliseconds without their symbol, to three digits, or whole from 100 on: `0.0172`, `38.1`, `1941`. */
export function formatMs(ms: number): string {
	return threeDigits(ms);
}

/** An interval of milliseconds without their symbol: `0.0801–0.136`; a dash where there is none. */
export function intervalText(
	interval: { readonly low: number; readonly high: number } | undefined,
): string {
	return interval === undefined
		? ABSENT
		: `${formatMs(interval.low)}–${formatMs(interval.high)}`;
}

/** How many times as large, to three digits: `3.42`. */
export function formatRatio(ratio: number): string {
	return threeDigits(ratio);
}

/** Bytes as KB of 1000, without the symbol: `83.9`, `4666`. */
export function formatKilobytes(bytes: number): string {
	return threeDigits(bytes / 1000);
}

/** Bytes as MB of 1,000,000, without the symbol: `142`. */
export function formatMegabytes(bytes: number): string {
	return threeDigits(bytes / 1e6);
}

// Made once: a format for each number would take longer than all else of a report.
const COUNTS = new Intl.NumberFormat("en-US");

/** A count with its thousands apart: `10,000`. */
export function formatCount(count: number): string {
	return COUNTS.format(count);
}

/** A share as a percentage: `12 %`, `0.5 %`. */
export function formatPercent(fraction: number): string {
	const percent = fraction * 100;
	return `${percent >= 10 || percent === 0 ? percent.toFixed(0) : percent.toPrecision(2)} %`;
}

/** A chance as tests give it: `1`, `0.18`, `< 0.0001`. */
export function formatChance(chance: number): string {
	return chance < 1e-4 ? "< 0.0001" : String(Number(chance.toPrecision(2)));
}

/** A difference of outputs, to three digits: `0.00141`, `2.3e-7`. */
export function formatError(error: number): string {
	return String(Number(error.toPrecision(3)));
}

function threeDigits(value: number): string {
	if (value === 0 || Math.abs(value) >= 99.95) {
		return value.toFixed(0);
	}
	return Math.abs(value) < 1e-4 ? value.toExponential(2) : value.toPrecision(3);
}
