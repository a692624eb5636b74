import type { TableNotation } from "./notation.ts";

/** The options of neural-network layers: convolution, pooling, dense, recurrent, activation, embedding, quantization. */
export const LAYER_OPTIONS = {
	Conv2DOptions: {
		padding: "Padding",
		strideW: "int32",
		strideH: "int32",
		fusedActivationFunction: "ActivationFunctionType",
		dilationWFactor: "int32 = 1",
		dilationHFactor: "int32 = 1",
		quantizedBiasType: "TensorType",
	},
	Conv3DOptions: {
		padding: "Padding",
		strideD: "int32",
		strideW: "int32",
		strideH: "int32",
		fusedActivationFunction: "ActivationFunctionType",
		dilationDFactor: "int32 = 1",
		dilationWFactor: "int32 = 1",
		dilationHFactor: "int32 = 1",
	},
	DepthwiseConv2DOptions: {
		padding: "Padding",
		strideW: "int32",
		strideH: "int32",
		depthMultiplier: "int32",
		fusedActivationFunction: "ActivationFunctionType",
		dilationWFactor: "int32 = 1",
		dilationHFactor: "int32 = 1",
	},
	TransposeConvOptions: {
		padding: "Padding",
		strideW: "int32",
		strideH: "int32",
		fusedActivationFunction: "ActivationFunctionType",
		quantizedBiasType: "TensorType",
	},
	Pool2DOptions: {
		padding: "Padding",
		strideW: "int32",
		strideH: "int32",
		filterWidth: "int32",
		filterHeight: "int32",
		fusedActivationFunction: "ActivationFunctionType",
	},
	FullyConnectedOptions: {
		fusedActivationFunction: "ActivationFunctionType",
		weightsFormat: "FullyConnectedOptionsWeightsFormat",
		keepNumDims: "bool",
		asymmetricQuantizeInputs: "bool",
		quantizedBiasType: "TensorType",
	},
	BatchMatMulOptions: {
		adjX: "bool",
		adjY: "bool",
		asymmetricQuantizeInputs: "bool",
	},
	SVDFOptions: {
		rank: "int32",
		fusedActivationFunction: "ActivationFunctionType",
		asymmetricQuantizeInputs: "bool",
	},
	RNNOptions: {
		fusedActivationFunction: "ActivationFunctionType",
		asymmetricQuantizeInputs: "bool",
	},
	SequenceRNNOptions: {
		timeMajor: "bool",
		fusedActivationFunction: "ActivationFunctionType",
		asymmetricQuantizeInputs: "bool",
	},
	BidirectionalSequenceRNNOptions: {
		timeMajor: "bool",
		fusedActivationFunction: "ActivationFunctionType",
		mergeOutputs: "bool",
		asymmetricQuantizeInputs: "bool",
	},
	LSTMOptions: {
		fusedActivationFunction: "ActivationFunctionType",
		cellClip: "float32",
		projClip: "float32",
		kernelType: "LSTMKernelType",
		asymmetricQuantizeInputs: "bool",
	},
	UnidirectionalSequenceLSTMOptions: {
		fusedActivationFunction: "ActivationFunctionType",
		cellClip: "float32",
		projClip: "float32",
		timeMajor: "bool",
		asymmetricQuantizeInputs: "bool",
		diagonalRecurrentTensors: "bool",
	},
	BidirectionalSequenceLSTMOptions: {
		fusedActivationFunction: "ActivationFunctionType",
		cellClip: "float32",
		projClip: "float32",
		mergeOutputs: "bool",
		timeMajor: "bool = true",
		asymmetricQuantizeInputs: "bool",
	},
	SoftmaxOptions: {
		beta: "float32",
	},
	LogSoftmaxOptions: {},
	L2NormOptions: {
		fusedActivationFunction: "ActivationFunctionType",
	},
	LocalResponseNormalizationOptions: {
		radius: "int32",
		bias: "float32",
		alpha: "float32",
		beta: "float32",
	},
	LeakyReluOptions: {
		alpha: "float32",
	},
	GeluOptions: {
		approximate: "bool",
	},
	HardSwishOptions: {},
	ConcatEmbeddingsOptions: {
		numChannels: "int32",
		numColumnsPerChannel: "[int32]",
		embeddingDimPerChannel: "[int32]",
	},
	EmbeddingLookupSparseOptions: {
		combiner: "CombinerType",
	},
	LSHProjectionOptions: {
		type: "LSHProjectionType",
	},
	SkipGramOptions: {
		ngramSize: "int32",
		maxSkipSize: "int32",
		includeAllNgrams: "bool",
	},
	FakeQuantOptions: {
		min: "float32",
		max: "float32",
		numBits: "int32",
		narrowRange: "bool",
	},
	QuantizeOptions: {},
	DequantizeOptions: {},
	DensifyOptions: {},
	DilateOptions: {},
} as const satisfies Record<string, TableNotation>;
