/** How a figure is to be read; `reports/` decides how each unit is written. */
export type Unit = "fraction" | "ratio" | "ms" | "bytes";

/** Every figure a table or chart may show, with its unit. */
export const METRICS = {
	accuracyTop1: { unit: "fraction" },
	accuracyTop5: { unit: "fraction" },
	datasetMs: { unit: "ms" },
	latencyMs: { unit: "ms" },
	latencyMinMs: { unit: "ms" },
	loadMs: { unit: "ms" },
	firstInferenceMs: { unit: "ms" },
	sizeBytes: { unit: "bytes" },
	sizeGzipBytes: { unit: "bytes" },
	peakMemoryBytes: { unit: "bytes" },
	speedUp: { unit: "ratio" },
	parallelEfficiency: { unit: "fraction" },
} as const satisfies Record<string, { readonly unit: Unit }>;

/**
 * The id of a figure. `datasetMs` is the time of the whole accuracy pass, `latencyMs` the median over launches, `speedUp`
 * how many times faster a cell is than the same cell with one thread, `parallelEfficiency` that for each thread.
 */
export type Metric = keyof typeof METRICS;

/** The figures that hold a cell against the same cell with one thread; without that one there are none. */
export const SCALING_METRICS = [
	"speedUp",
	"parallelEfficiency",
] as const satisfies readonly Metric[];

/** The id of a figure that holds a cell against the same cell with one thread. */
export type ScalingMetric = (typeof SCALING_METRICS)[number];

/** The axes of the grid, as tables and charts name them. */
export const AXES = [
	"model",
	"variant",
	"delegate",
	"threads",
	"device",
] as const;

/** The name of an axis of the grid; each is a field of `Cell`. */
export type Axis = (typeof AXES)[number];
