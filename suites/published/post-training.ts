import type { SuiteDeclaration } from "quantgrid";

type Published = NonNullable<SuiteDeclaration["published"]>;

/** The variants of the document, in the order of its columns. */
export const VARIANTS = [
	"float32",
	"dynamic-range",
	"float16",
	"int8",
	"full-int8",
] as const;

/** The networks of the document: with heads for the five flowers of tf_flowers, and Inception at 229. */
export const NETWORKS = [
	{ name: "original-cnn", zoo: "original-cnn" },
	{ name: "mobilenet-v2", zoo: "mobilenet-v2", classes: 5 },
	{ name: "inception-v3", zoo: "inception-v3", inputSize: 229, classes: 5 },
	{ name: "densenet121", zoo: "densenet121", classes: 5 },
] satisfies SuiteDeclaration["models"];

/** The document that published the figures. */
export const SOURCE =
	"TF2.0のKerasでPost-training quantization (2019): TensorFlow Lite 2.0 on Google Colab, Raspberry Pi 3 B+ and Jetson Nano, 20 iterations";

/** Megabytes of each model's file, in the order of `VARIANTS`. */
const SIZES_MB: Readonly<Record<string, readonly number[]>> = {
	"original-cnn": [50, 25, 50, 25, 25],
	"mobilenet-v2": [9, 2, 4, 3, 3],
	"inception-v3": [84, 21, 42, 22, 22],
	densenet121: [27, 7, 14, 7, 7],
};

/**
 * Milliseconds of one inference: for each model a row for each number of threads from 1 on, in the order of `VARIANTS`. The
 * rows of inception-v3 look as if the document swapped its two boards; they stand here as published. Its row of
 * original-cnn on Google Colab cannot be read with certainty and is left out.
 */
const LATENCIES_MS: Readonly<
	Record<string, Readonly<Record<string, readonly (readonly number[])[]>>>
> = {
	"raspberry-pi-3b-plus": {
		"original-cnn": [
			[216, 94, 214, 58, 60],
			[181, 83, 182, 36, 36],
			[172, 81, 169, 31, 31],
			[169, 80, 169, 29, 28],
		],
		"mobilenet-v2": [
			[366, 452, 361, 272, 274],
			[239, 418, 240, 154, 153],
			[251, 422, 240, 118, 116],
			[218, 415, 217, 99, 98],
		],
		"inception-v3": [
			[2129, 2462, 2169, 841, 845],
			[1175, 2458, 1168, 456, 458],
			[824, 2457, 824, 327, 329],
			[704, 2452, 702, 263, 266],
		],
		densenet121: [
			[2584, 2670, 2534, 1165, 1187],
			[1481, 2653, 1493, 715, 719],
			[1164, 2653, 1176, 571, 568],
			[1130, 2653, 1156, 509, 498],
		],
	},
	"jetson-nano": {
		"original-cnn": [
			[62, 50, 78, 30, 30],
			[45, 43, 60, 16, 16],
			[41, 42, 55, 12, 12],
			[39, 41, 54, 10, 10],
		],
		"mobilenet-v2": [
			[152, 233, 151, 98, 98],
			[89, 214, 89, 60, 60],
			[78, 213, 78, 47, 47],
			[83, 212, 82, 41, 41],
		],
		"inception-v3": [
			[4643, 4390, 4615, 1906, 1887],
			[2678, 4381, 2711, 1034, 1031],
			[2005, 4364, 2030, 754, 760],
			[1820, 4360, 1836, 608, 683],
		],
		densenet121: [
			[1286, 1521, 1301, 566, 574],
			[730, 1525, 729, 360, 362],
			[564, 1520, 570, 295, 293],
			[520, 1523, 517, 262, 261],
		],
	},
	"google-colab": {
		"mobilenet-v2": [[40, 86, 42, 1228, 1229]],
		"inception-v3": [[379, 1228, 376, 22_313, 11_450]],
		densenet121: [[244, 677, 244, 11_503, 11_293]],
	},
};

/** The sizes of its files. */
export function publishedSizes(): Published["figures"] {
	return Object.entries(SIZES_MB).flatMap(([model, sizes]) =>
		VARIANTS.map((variant, i) => ({
			cells: { model, variant },
			values: { sizeBytes: Number(sizes[i]) * 1_000_000 },
		})),
	);
}

/** The latencies of its devices, or of some of them. */
export function publishedLatencies(
	devices: readonly string[] = Object.keys(LATENCIES_MS),
): Published["figures"] {
	return devices.flatMap((device) =>
		Object.entries(LATENCIES_MS[device] ?? {}).flatMap(([model, rows]) =>
			rows.flatMap((row, threads) =>
				VARIANTS.map((variant, i) => ({
					cells: {
						model,
						variant,
						delegate: "builtin" as const,
						device,
						threads: threads + 1,
					},
					values: { latencyMs: Number(row[i]) },
				})),
			),
		),
	);
}
