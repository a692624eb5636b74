import type { RandomArchitecture } from "./architecture.ts";
import { conv2D, dense, imageInput, layer, pooling } from "./layers.ts";
import { sequential } from "./topology.ts";

/**
 * The network of its own of "TF2.0のKerasでPost-training quantization" (2019), for the five flowers of tf_flowers: layer by
 * layer as printed there.
 */
export const originalCnn: RandomArchitecture = {
	weights: "random",
	parameterCount: 25_712_581,
	inputSize: 112,
	minInputSize: 1,
	classes: 5,
	seed: 1,
	topology: ({ inputSize, classes }) =>
		sequential("original-cnn", [
			imageInput(inputSize),
			conv2D("conv2d", { ...CONVOLUTION, filters: 32 }),
			pooling("MaxPooling2D", "max_pooling2d", HALVING),
			layer("Dropout", "dropout", { rate: 0.25 }),
			conv2D("conv2d_1", { ...CONVOLUTION, filters: 64 }),
			pooling("MaxPooling2D", "max_pooling2d_1", HALVING),
			layer("Dropout", "dropout_1", { rate: 0.25 }),
			layer("Flatten", "flatten"),
			dense("dense", 512, "relu"),
			layer("Dropout", "dropout_2", { rate: 0.4 }),
			dense("dense_1", classes, "softmax"),
		]),
};

const CONVOLUTION = { kernel: 3, activation: "relu", bias: true } as const;
const HALVING = { size: 2, strides: 2, padding: "same" } as const;
