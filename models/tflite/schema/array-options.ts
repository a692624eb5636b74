import type { TableNotation } from "./notation.ts";

/** The options of operators that shape, cut, join, fill or look up arrays. */
export const ARRAY_OPTIONS = {
	ConcatenationOptions: {
		axis: "int32",
		fusedActivationFunction: "ActivationFunctionType",
	},
	ResizeBilinearOptions: {
		newHeight: "int32",
		newWidth: "int32",
		alignCorners: "bool",
		halfPixelCenters: "bool",
	},
	ResizeNearestNeighborOptions: {
		alignCorners: "bool",
		halfPixelCenters: "bool",
	},
	PadOptions: {},
	PadV2Options: {},
	ReshapeOptions: {
		newShape: "[int32]",
	},
	SpaceToBatchNDOptions: {},
	BatchToSpaceNDOptions: {},
	SpaceToDepthOptions: {
		blockSize: "int32",
	},
	DepthToSpaceOptions: {
		blockSize: "int32",
	},
	GatherOptions: {
		axis: "int32",
		batchDims: "int32",
	},
	TransposeOptions: {},
	SqueezeOptions: {
		squeezeDims: "[int32]",
	},
	SplitOptions: {
		numSplits: "int32",
	},
	SplitVOptions: {
		numSplits: "int32",
	},
	StridedSliceOptions: {
		beginMask: "int32",
		endMask: "int32",
		ellipsisMask: "int32",
		newAxisMask: "int32",
		shrinkAxisMask: "int32",
		offset: "bool",
	},
	CastOptions: {
		inDataType: "TensorType",
		outDataType: "TensorType",
	},
	TileOptions: {},
	SelectOptions: {},
	SliceOptions: {},
	ExpandDimsOptions: {},
	SparseToDenseOptions: {
		validateIndices: "bool",
	},
	ShapeOptions: {
		outType: "TensorType",
	},
	RankOptions: {},
	PackOptions: {
		valuesCount: "int32",
		axis: "int32",
	},
	OneHotOptions: {
		axis: "int32",
	},
	UnpackOptions: {
		num: "int32",
		axis: "int32",
	},
	ZerosLikeOptions: {},
	FillOptions: {},
	RangeOptions: {},
	MirrorPadOptions: {
		mode: "MirrorPadMode",
	},
	UniqueOptions: {
		idxOutType: "TensorType = INT32",
	},
	ReverseV2Options: {},
	GatherNdOptions: {},
	WhereOptions: {},
	ReverseSequenceOptions: {
		seqDim: "int32",
		batchDim: "int32",
	},
	MatrixDiagOptions: {},
	MatrixSetDiagOptions: {},
	ScatterNdOptions: {},
	SelectV2Options: {},
	BroadcastToOptions: {},
	DynamicUpdateSliceOptions: {},
	BitcastOptions: {},
} as const satisfies Record<string, TableNotation>;
