import { printable } from "../../lib/printable.ts";
import { formatMs } from "../format.ts";
import { claimTitle } from "./claim.ts";
import type { CurrentFigure } from "./figures.ts";

/** What one entry of the file says; `range` and `extra` are optional there. */
type Entry = {
	readonly name: string;
	readonly unit: string;
	readonly value: number;
	readonly range?: string;
	readonly extra: string;
};

const FIGURES: Readonly<
	Record<
		CurrentFigure["metric"],
		{
			readonly name: string;
			readonly unit: string;
			readonly value: (figure: number) => number;
		}
	>
> = {
	latency: { name: "latency", unit: "ms", value: (ms) => ms },
	// Smaller must be better: the share of samples that are wrong, free of the subtraction's rounding.
	accuracy: {
		name: "error rate",
		unit: "share of samples",
		value: (share) => Math.round((1 - share) * 1e9) / 1e9,
	},
	size: { name: "file size", unit: "B", value: (bytes) => bytes },
	memory: { name: "peak memory", unit: "B", value: (bytes) => bytes },
};

/**
 * The figures of a run for github-action-benchmark, tool `customSmallerIsBetter`: an array of `{ name, unit, value,
 * range?, extra? }` (https://github.com/benchmark-action/github-action-benchmark, "Custom benchmark" and
 * `BenchmarkResult` in src/extract.ts). `extra` carries our verdict.
 */
export function toActionBenchmark(figures: readonly CurrentFigure[]): string {
	return `${JSON.stringify(figures.map(entryOf), undefined, "\t")}\n`;
}

function entryOf(figure: CurrentFigure): Entry {
	const { cell, metric, interval, launches, claim } = figure;
	const { name, unit, value } = FIGURES[metric];
	const effect = claim.effect === "" ? "" : `, ${claim.effect}`;
	return {
		name: `${printable(cell)} ${name}`,
		unit,
		value: value(figure.value),
		...(interval === undefined
			? {}
			: { range: `${formatMs(interval.low)} to ${formatMs(interval.high)}` }),
		extra: `${claimTitle(claim)}${effect}\nlaunches: ${launches}`,
	};
}
