/** How a figure is to be read; `reports/` decides how each unit is written. */
export type Unit = "fraction" | "ms" | "bytes";

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
} as const satisfies Record<string, { readonly unit: Unit }>;

/** The id of a figure. `datasetMs` is the time of the whole accuracy pass, `latencyMs` the median over launches. */
export type Metric = keyof typeof METRICS;

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
