import { BUILTIN_OPERATORS } from "./builtin-operators.ts";
import type { ScalarType } from "./scalars.ts";

/** The enums of the format: the type each is stored as, and its names; the position of a name is its number. */
export const ENUMS = {
	TensorType: {
		stored: "int8",
		names: [
			"FLOAT32",
			"FLOAT16",
			"INT32",
			"UINT8",
			"INT64",
			"STRING",
			"BOOL",
			"INT16",
			"COMPLEX64",
			"INT8",
			"FLOAT64",
			"COMPLEX128",
			"UINT64",
			"RESOURCE",
			"VARIANT",
			"UINT32",
			"UINT16",
			"INT4",
			"BFLOAT16",
			"INT2",
			"UINT4",
			"FLOAT8_E4M3FN",
			"FLOAT8_E5M2",
		],
	},
	DimensionType: { stored: "int8", names: ["DENSE", "SPARSE_CSR"] },
	BuiltinOperator: { stored: "int32", names: BUILTIN_OPERATORS },
	StablehloPrecisionConfig: {
		stored: "uint32",
		names: ["DEFAULT", "HIGH", "HIGHEST"],
	},
	StablehloComparisonDirection: {
		stored: "uint32",
		names: [
			"STABLEHLO_COMPARISON_DIRECTION_EQ",
			"STABLEHLO_COMPARISON_DIRECTION_NE",
			"STABLEHLO_COMPARISON_DIRECTION_GE",
			"STABLEHLO_COMPARISON_DIRECTION_GT",
			"STABLEHLO_COMPARISON_DIRECTION_LE",
			"STABLEHLO_COMPARISON_DIRECTION_LT",
		],
	},
	StablehloComparisonType: {
		stored: "uint32",
		names: [
			"STABLEHLO_COMPARISON_TYPE_NOTYPE",
			"STABLEHLO_COMPARISON_TYPE_FLOAT",
			"STABLEHLO_COMPARISON_TYPE_FLOAT_TOTAL_ORDER",
			"STABLEHLO_COMPARISON_TYPE_SIGNED",
			"STABLEHLO_COMPARISON_TYPE_UNSIGNED",
		],
	},
	RngAlgorithm: { stored: "int8", names: ["DEFAULT", "PHILOX", "THREEFRY"] },
	Padding: { stored: "int8", names: ["SAME", "VALID"] },
	ActivationFunctionType: {
		stored: "int8",
		names: ["NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"],
	},
	LSHProjectionType: { stored: "int8", names: ["UNKNOWN", "SPARSE", "DENSE"] },
	FullyConnectedOptionsWeightsFormat: {
		stored: "int8",
		names: ["DEFAULT", "SHUFFLED4x16INT8"],
	},
	LSTMKernelType: { stored: "int8", names: ["FULL", "BASIC"] },
	CombinerType: { stored: "int8", names: ["SUM", "MEAN", "SQRTN"] },
	MirrorPadMode: { stored: "int8", names: ["REFLECT", "SYMMETRIC"] },
	ReduceWindowFunction: {
		stored: "int32",
		names: ["UNSUPPORTED", "ADD", "MUL", "MINIMUM", "MAXIMUM", "ALL", "ANY"],
	},
	CustomOptionsFormat: { stored: "int8", names: ["FLEXBUFFERS"] },
} as const satisfies Record<string, EnumDefinition>;

/** The name of an enum. */
export type EnumName = keyof typeof ENUMS;

/** A value of an enum: its name, or its number where a newer file holds one this schema has no name for. */
export type EnumValue<Name extends EnumName> = EnumMember<Name> | number;

/** The names an enum has. */
export type EnumMember<Name extends EnumName> =
	(typeof ENUMS)[Name]["names"][number];

type EnumDefinition = {
	readonly stored: ScalarType;
	readonly names: readonly string[];
};
