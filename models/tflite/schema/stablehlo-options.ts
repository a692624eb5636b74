import type { TableNotation } from "./notation.ts";

/** The options of the StableHLO operators. */
export const STABLEHLO_OPTIONS = {
	StablehloGatherOptions: {
		offsetDims: "[int64]",
		collapsedSliceDims: "[int64]",
		startIndexMap: "[int64]",
		indexVectorDim: "int64",
		sliceSizes: "[int64]",
		indicesAreSorted: "bool",
	},
	StablehloTransposeOptions: {
		permutation: "[int64]",
	},
	StablehloDotGeneralOptions: {
		lhsBatchingDimensions: "[int64]",
		rhsBatchingDimensions: "[int64]",
		lhsContractingDimensions: "[int64]",
		rhsContractingDimensions: "[int64]",
		precisionConfig: "[StablehloPrecisionConfig]",
	},
	StablehloReduceWindowOptions: {
		windowDimensions: "[int64]",
		windowStrides: "[int64]",
		baseDilations: "[int64]",
		windowDilations: "[int64]",
		padding: "[int64]",
		bodySubgraphIndex: "int32",
	},
	StablehloWhileOptions: {
		condSubgraphIndex: "int32",
		bodySubgraphIndex: "int32",
	},
	StablehloSortOptions: {
		dimension: "int64",
		isStable: "bool",
		comparatorSubgraphIndex: "int32",
	},
	StablehloConcatenateOptions: {
		dimension: "int64",
	},
	StablehloBroadcastInDimOptions: {
		broadcastDimensions: "[int64]",
	},
	StablehloCompareOptions: {
		comparisonDirection: "StablehloComparisonDirection",
		compareType: "StablehloComparisonType",
	},
	StablehloDynamicSliceOptions: {
		sliceSizes: "[int64]",
	},
	StablehloPadOptions: {
		edgePaddingLow: "[int64]",
		edgePaddingHigh: "[int64]",
		interiorPadding: "[int64]",
	},
	StablehloIotaOptions: {
		iotaDimension: "int64",
	},
	StablehloCustomCallOptions: {
		callTargetName: "string",
		hasSideEffect: "bool",
		backendConfig: "string",
		apiVersion: "int32",
		calledComputations: "[int32]",
		customAttributes: "[uint8]",
	},
	StablehloReduceOptions: {
		dimensions: "[int64]",
		bodySubgraphIndex: "int32",
	},
	StablehloSliceOptions: {
		startIndices: "[int64]",
		limitIndices: "[int64]",
		strides: "[int64]",
	},
	StablehloConvolutionOptions: {
		windowStrides: "[int64]",
		padding: "[int64]",
		lhsDilation: "[int64]",
		rhsDilation: "[int64]",
		windowReversal: "[bool]",
		inputBatchDimension: "int64",
		inputFeatureDimension: "int64",
		inputSpatialDimensions: "[int64]",
		kernelInputFeatureDimension: "int64",
		kernelOutputFeatureDimension: "int64",
		kernelSpatialDimensions: "[int64]",
		outputBatchDimension: "int64",
		outputFeatureDimension: "int64",
		outputSpatialDimensions: "[int64]",
		featureGroupCount: "int64",
		batchGroupCount: "int64",
		precisionConfig: "[StablehloPrecisionConfig]",
	},
	StablehloScatterOptions: {
		indicesAreSorted: "bool",
		updateWindowDims: "[int64]",
		insertedWindowDims: "[int64]",
		scatterDimsToOperandDims: "[int64]",
		indexVectorDim: "int64",
		uniqueIndices: "bool",
		updateComputationSubgraphIndex: "int32",
	},
	StablehloCaseOptions: {
		branchSubgraphIndices: "[int32]",
	},
	StablehloRngBitGeneratorOptions: {
		algorithm: "RngAlgorithm",
	},
	StableHLOCompositeOptions: {
		name: "string",
		decompositionSubgraphIndex: "int32",
		compositeAttributes: "[uint8]",
		compositeAttributesFormat: "CustomOptionsFormat",
		version: "int32",
	},
	StablehloShiftLeftOptions: {},
} as const satisfies Record<string, TableNotation>;
