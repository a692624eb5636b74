import {
	type Metric,
	SCALING_METRICS,
	type ScalingMetric,
} from "../plan/metrics.ts";
import type { CellSummary } from "./cell-summary.ts";
import { EMULATED } from "./conditions.ts";

type MetricFacts = {
	readonly value: (cell: CellSummary) => number | undefined;
	/** Which verdict says whether the figure can be trusted; `none` for what is exact or only ever grows. */
	readonly judgedBy: "latency" | "accuracy" | "none";
	/** Whether it follows from the file alone, whoever executes it. */
	readonly ofFile: boolean;
};

/** A figure that a cell has by itself. */
type OwnMetric = Exclude<Metric, ScalingMetric>;

/** Where a cell keeps each figure, in the unit of the metric. */
const METRIC_VALUES: Readonly<Record<OwnMetric, MetricFacts>> = {
	accuracyTop1: {
		value: ({ accuracy }) => accuracy?.top1,
		judgedBy: "accuracy",
		ofFile: false,
	},
	accuracyTop5: {
		value: ({ accuracy }) => accuracy?.top5,
		judgedBy: "accuracy",
		ofFile: false,
	},
	datasetMs: {
		value: ({ accuracy }) => accuracy?.datasetMs,
		judgedBy: "accuracy",
		ofFile: false,
	},
	latencyMs: {
		value: ({ latency }) => latency?.medianMs,
		judgedBy: "latency",
		ofFile: false,
	},
	latencyMinMs: {
		value: ({ latency }) => latency?.minMs,
		judgedBy: "latency",
		ofFile: false,
	},
	loadMs: {
		value: ({ latency }) => latency?.loadMs,
		judgedBy: "latency",
		ofFile: false,
	},
	firstInferenceMs: {
		value: ({ latency }) => latency?.firstInferenceMs,
		judgedBy: "latency",
		ofFile: false,
	},
	sizeBytes: {
		value: ({ artifact }) => artifact?.sizeBytes,
		judgedBy: "none",
		ofFile: true,
	},
	sizeGzipBytes: {
		value: ({ artifact }) => artifact?.gzipBytes,
		judgedBy: "none",
		ofFile: true,
	},
	peakMemoryBytes: {
		value: ({ latency }) => latency?.peakMemoryBytes,
		judgedBy: "none",
		ofFile: false,
	},
};

/** A figure of a cell, in the unit of its metric; undefined where the cell has none. */
export function metricValue(
	cell: CellSummary,
	metric: OwnMetric,
): number | undefined {
	return METRIC_VALUES[metric].value(cell);
}

/** Figures besides latency that are the emulator's own where one stands in for the processor. */
const OF_EMULATOR: ReadonlySet<OwnMetric> = new Set<OwnMetric>([
	"datasetMs",
	"peakMemoryBytes",
]);

/** Whether a figure of a cell can be trusted. */
export function isTrusted(cell: CellSummary, metric: OwnMetric): boolean {
	if (
		OF_EMULATOR.has(metric) &&
		cell.unmet.some(({ unmet }) => unmet === EMULATED)
	) {
		return false;
	}
	switch (METRIC_VALUES[metric].judgedBy) {
		case "latency":
			return cell.verdict === "valid";
		case "accuracy":
			return cell.accuracyVerdict === "valid";
		case "none":
			return true;
	}
}

/** Whether a figure follows from the file alone, so that it is the same for every delegate, thread count and device. */
export function isOfFile(metric: Metric): boolean {
	return isOwn(metric) && METRIC_VALUES[metric].ofFile;
}

/** Whether a cell has a figure by itself, without being held against others. */
export function isOwn(metric: Metric): metric is OwnMetric {
	return !SCALING_METRICS.some((scaling) => scaling === metric);
}
