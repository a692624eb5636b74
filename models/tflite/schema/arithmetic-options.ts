import type { TableNotation } from "./notation.ts";

/** The options of operators that compute: arithmetic, comparison, logic, reduction, segments. */
export const ARITHMETIC_OPTIONS = {
	AddOptions: {
		fusedActivationFunction: "ActivationFunctionType",
		potScaleInt16: "bool = true",
	},
	AddNOptions: {},
	SubOptions: {
		fusedActivationFunction: "ActivationFunctionType",
		potScaleInt16: "bool = true",
	},
	MulOptions: {
		fusedActivationFunction: "ActivationFunctionType",
	},
	DivOptions: {
		fusedActivationFunction: "ActivationFunctionType",
	},
	FloorDivOptions: {},
	FloorModOptions: {},
	MaximumMinimumOptions: {},
	SquaredDifferenceOptions: {},
	PowOptions: {},
	AbsOptions: {},
	NegOptions: {},
	SignOptions: {},
	ExpOptions: {},
	SquareOptions: {},
	CosOptions: {},
	ATan2Options: {},
	Rfft2dOptions: {},
	CumsumOptions: {
		exclusive: "bool",
		reverse: "bool",
	},
	ReducerOptions: {
		keepDims: "bool",
	},
	ReduceWindowOptions: {
		reduceFunction: "ReduceWindowFunction",
	},
	ArgMaxOptions: {
		outputType: "TensorType",
	},
	ArgMinOptions: {
		outputType: "TensorType",
	},
	TopKV2Options: {},
	EqualOptions: {},
	NotEqualOptions: {},
	GreaterOptions: {},
	GreaterEqualOptions: {},
	LessOptions: {},
	LessEqualOptions: {},
	LogicalAndOptions: {},
	LogicalOrOptions: {},
	LogicalNotOptions: {},
	BitwiseXorOptions: {},
	RightShiftOptions: {},
	SegmentSumOptions: {},
	UnsortedSegmentProdOptions: {},
	UnsortedSegmentMaxOptions: {},
	UnsortedSegmentMinOptions: {},
	UnsortedSegmentSumOptions: {},
	NonMaxSuppressionV4Options: {},
	NonMaxSuppressionV5Options: {},
	BucketizeOptions: {
		boundaries: "[float32]",
	},
} as const satisfies Record<string, TableNotation>;
