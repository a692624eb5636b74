import { printable } from "../../lib/printable.ts";
import type { CurrentFigure } from "./figures.ts";

/** A metric of Bencher's; the bounds are optional there. */
type Metric = {
	readonly value: number;
	readonly lower_value?: number;
	readonly upper_value?: number;
};

/** Bencher's measures by their slugs; `latency` (nanoseconds) and `file-size` (bytes) are built in there. */
const MEASURES: Readonly<
	Record<
		CurrentFigure["metric"],
		{ readonly slug: string; readonly scale: number }
	>
> = {
	latency: { slug: "latency", scale: 1e6 },
	accuracy: { slug: "accuracy", scale: 1 },
	size: { slug: "file-size", scale: 1 },
	memory: { slug: "peak-memory", scale: 1 },
};

/** The longest name of a benchmark that Bencher takes. */
const MOST_LETTERS = 1024;

/**
 * The figures of a run in Bencher Metric Format: `{ [benchmark]: { [measure]: { value, lower_value?, upper_value? } } }`
 * (https://bencher.dev/docs/reference/bencher-metric-format). A benchmark is a cell.
 */
export function toBencher(figures: readonly CurrentFigure[]): string {
	const benchmarks = new Map<string, Map<string, Metric>>();
	for (const figure of figures) {
		const name = printable(figure.cell).slice(0, MOST_LETTERS);
		const measures = benchmarks.get(name) ?? new Map<string, Metric>();
		measures.set(MEASURES[figure.metric].slug, metricOf(figure));
		benchmarks.set(name, measures);
	}
	const document = Object.fromEntries(
		[...benchmarks].map(([name, measures]) => [
			name,
			Object.fromEntries(measures),
		]),
	);
	return `${JSON.stringify(document, undefined, "\t")}\n`;
}

function metricOf({ metric, value, interval }: CurrentFigure): Metric {
	const { scale } = MEASURES[metric];
	return {
		value: value * scale,
		...(interval === undefined
			? {}
			: {
					lower_value: interval.low * scale,
					upper_value: interval.high * scale,
				}),
	};
}
