import type { BuiltinOperator } from "../tflite/types.ts";
import type { Affine } from "./arithmetic.ts";

/** Where an operator takes its weights: the inputs that hold them and the bias, and the axis that has a scale for each slice (null: one scale for all). */
export type WeightRule = {
	readonly data: number;
	readonly weights: number;
	readonly bias: number;
	readonly axis: number | null;
	/** Whether the 2.9.0 kernel refuses to run without a bias. */
	readonly biasRequired: boolean;
};

/** What the int8 kernel of an operator asks for. */
export type Int8Rule = {
	/** The version that brought the int8 kernel. Features of the operator may need a higher one. */
	readonly version: number;
	/** All int8 inputs and outputs have one scale and zero point: the kernel copies bytes. */
	readonly sameScale?: true;
	/** The scale and zero point that the kernel gives its output, whatever the file says. */
	readonly fixedOutput?: Affine;
	readonly weights?: WeightRule;
	/** The inputs that are symmetric, with zero point 0. */
	readonly symmetric?: readonly number[];
	/**
	 * The ratio of the greatest input scale to the output scale must stay below this: the kernel computes with a
	 * multiplier that it checks, and where the check fails the process aborts.
	 */
	readonly maxScaleRatio?: number;
	/** The greatest rank of the inputs that the kernel takes; operands of different shapes are broadcast up to it. */
	readonly maxRank?: number;
};

const SAME_1 = { version: 1, sameScale: true } as const;
const SAME_2 = { version: 2, sameScale: true } as const;
const FREE_1 = { version: 1 } as const;
const FREE_2 = { version: 2 } as const;
const BINARY = { version: 2, maxRank: 4 } as const;
// kernels/add.cc: 2 · input scale / (2²⁰ · output scale) must be below 1.
const SUM = { ...BINARY, maxScaleRatio: 2 ** 19 } as const;
const UNIT = { scale: 1 / 256, zeroPoint: -128 } as const;
const SIGNED_UNIT = { scale: 1 / 128, zeroPoint: 0 } as const;

/**
 * The operators with an int8 kernel in TensorFlow Lite 2.9.0 that the passes make use of, after TensorFlow's 8-bit
 * quantization specification (quantization_spec.md), operator_property.cc and the trait SameOperandsAndResultsScale of
 * tfl_ops.td. FULLY_CONNECTED has one scale: 2.9.0 takes per-channel weights without an error and computes zeros. SUM is
 * left out: where a sum lies beyond its range, the int8 kernel of 2.9.0 wraps around, as measured, instead of staying at
 * the end.
 */
export const INT8_OPERATORS: Readonly<
	Partial<Record<BuiltinOperator, Int8Rule>>
> = {
	CONV_2D: {
		version: 3,
		weights: { data: 0, weights: 1, bias: 2, axis: 0, biasRequired: true },
	},
	DEPTHWISE_CONV_2D: {
		version: 3,
		weights: { data: 0, weights: 1, bias: 2, axis: 3, biasRequired: true },
	},
	TRANSPOSE_CONV: {
		version: 2,
		weights: { data: 2, weights: 1, bias: 3, axis: 0, biasRequired: false },
	},
	FULLY_CONNECTED: {
		version: 4,
		weights: { data: 0, weights: 1, bias: 2, axis: null, biasRequired: false },
	},
	BATCH_MATMUL: FREE_2,
	ADD: SUM,
	SUB: SUM,
	MUL: BINARY,
	MEAN: FREE_2,
	RELU: FREE_2,
	RELU6: FREE_2,
	LEAKY_RELU: FREE_1,
	PRELU: { version: 1, symmetric: [1], maxRank: 4 },
	ELU: FREE_1,
	// kernels/activations.cc: input scale / (2⁷ · output scale) must be below 1.
	HARD_SWISH: { version: 1, maxScaleRatio: 2 ** 7 },
	SOFTMAX: { version: 2, fixedOutput: UNIT },
	LOGISTIC: { version: 2, fixedOutput: UNIT },
	TANH: { version: 2, fixedOutput: SIGNED_UNIT },
	L2_NORMALIZATION: { version: 2, fixedOutput: SIGNED_UNIT },
	LOG_SOFTMAX: {
		version: 2,
		fixedOutput: { scale: 16 / 256, zeroPoint: 127 },
	},
	AVERAGE_POOL_2D: SAME_2,
	MAX_POOL_2D: SAME_2,
	CONCATENATION: SAME_2,
	RESHAPE: SAME_1,
	SQUEEZE: SAME_1,
	EXPAND_DIMS: SAME_1,
	PAD: SAME_2,
	PADV2: SAME_2,
	MIRROR_PAD: SAME_2,
	TRANSPOSE: SAME_2,
	SLICE: SAME_2,
	STRIDED_SLICE: SAME_2,
	GATHER: SAME_2,
	GATHER_ND: SAME_1,
	SPLIT: SAME_2,
	SPLIT_V: SAME_1,
	PACK: SAME_2,
	UNPACK: SAME_2,
	TILE: { version: 3, sameScale: true },
	SPACE_TO_DEPTH: SAME_2,
	DEPTH_TO_SPACE: SAME_2,
	SPACE_TO_BATCH_ND: SAME_2,
	BATCH_TO_SPACE_ND: SAME_2,
	RESIZE_BILINEAR: SAME_2,
	RESIZE_NEAREST_NEIGHBOR: SAME_2,
	MINIMUM: { version: 2, sameScale: true, maxRank: 4 },
	MAXIMUM: { version: 2, sameScale: true, maxRank: 4 },
	REDUCE_MIN: SAME_2,
	REDUCE_MAX: SAME_2,
	SELECT: SAME_2,
	SELECT_V2: SAME_1,
	ARG_MAX: FREE_2,
	ARG_MIN: FREE_2,
};

/** The activations that kernels with int8 can have fused. */
export const FUSED_ACTIVATIONS: ReadonlySet<unknown> = new Set([
	undefined,
	"NONE",
	"RELU",
	"RELU6",
	"RELU_N1_TO_1",
]);

/** The operators that have an option for a fused activation which their int8 kernels do not carry out. */
export const UNFUSED_ONLY: ReadonlySet<unknown> = new Set([
	"CONCATENATION",
	"L2_NORMALIZATION",
]);
