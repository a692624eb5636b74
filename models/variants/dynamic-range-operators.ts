import type { BuiltinOperator } from "../tflite/types.ts";

/** Which constants of an operator become int8 in the dynamic-range variant, and how. */
export type DynamicRangeRule = {
	/** The inputs that hold weights, with the axis that has a scale for each slice; null: one scale for all. */
	readonly weights: Readonly<Record<number, number | null>>;
	/** The version of the kernel that takes int8 weights and floats; without one, DEQUANTIZE gives the operator floats. */
	readonly hybrid?: {
		readonly version: number;
		readonly data: number;
		/** The options that have the field asymmetricQuantizeInputs. */
		readonly options?: "FullyConnectedOptions" | "BatchMatMulOptions";
	};
};

const wholes = (first: number, last: number): Record<number, null> =>
	Object.fromEntries(
		Array.from({ length: last - first + 1 }, (_, place) => [
			first + place,
			null,
		]),
	);

const LSTM = { weights: { ...wholes(1, 11), 16: null } } as const;

/**
 * The operators whose weights the reference converter stores as int8 (LiteRT, prepare_quantize_dynamic_range.cc, and
 * DynamicRangeQuantizedOpInterface in tfl_ops.td), with the kernels of TensorFlow Lite 2.9.0 that take such weights. The
 * inputs of FULLY_CONNECTED and BATCH_MATMUL are quantized asymmetrically at run time, as the newer converter has it:
 * after a ReLU that uses all 256 steps where the symmetric way uses half. FULLY_CONNECTED has one scale for all its
 * weights, since 2.9.0 computes nothing but the bias from more. Recurrent operators get their weights through
 * DEQUANTIZE: their kernels take int8 for all weights or none, and small ones stay floats.
 */
export const DYNAMIC_RANGE_OPERATORS: Readonly<
	Partial<Record<BuiltinOperator, DynamicRangeRule>>
> = {
	CONV_2D: { weights: { 1: 0 }, hybrid: { version: 5, data: 0 } },
	DEPTHWISE_CONV_2D: { weights: { 1: 3 }, hybrid: { version: 6, data: 0 } },
	FULLY_CONNECTED: {
		weights: { 1: null },
		hybrid: { version: 9, data: 0, options: "FullyConnectedOptions" },
	},
	BATCH_MATMUL: {
		weights: { 1: null },
		hybrid: { version: 4, data: 0, options: "BatchMatMulOptions" },
	},
	TRANSPOSE_CONV: { weights: { 1: 0 } },
	EMBEDDING_LOOKUP: { weights: { 1: null } },
	GATHER: { weights: { 0: null } },
	SVDF: { weights: { 1: null, 2: null } },
	LSTM,
	UNIDIRECTIONAL_SEQUENCE_LSTM: LSTM,
	RNN: { weights: { 1: null, 2: null } },
	UNIDIRECTIONAL_SEQUENCE_RNN: { weights: { 1: null, 2: null } },
};

/** The least number of elements that is quantized (kWeightsMinNumElementsDefault of the reference converter). */
export const LEAST_ELEMENTS = 1024;
