import type { TrainedArchitecture } from "./architecture.ts";
import { glorotUniform, sequential } from "./topology.ts";

/**
 * The small convolutional network of TensorFlow's guide "Post-training float16 quantization", trained as there: one
 * epoch of MNIST with Keras' defaults for Adam and the batch size.
 */
export const mnistCnn: TrainedArchitecture = {
	weights: "trained",
	parameterCount: 20_410,
	seed: 3,
	topology: (seed) =>
		sequential("mnist-cnn", [
			{
				class_name: "InputLayer",
				config: {
					name: "input",
					batch_input_shape: [null, 28, 28],
					dtype: "float32",
				},
			},
			{
				class_name: "Reshape",
				config: { name: "reshape", target_shape: [28, 28, 1] },
			},
			{
				class_name: "Conv2D",
				config: {
					name: "conv2d",
					filters: 12,
					kernel_size: [3, 3],
					activation: "relu",
					kernel_initializer: glorotUniform(2 * seed),
				},
			},
			{
				class_name: "MaxPooling2D",
				config: { name: "max_pooling2d", pool_size: [2, 2] },
			},
			{ class_name: "Flatten", config: { name: "flatten" } },
			{
				class_name: "Dense",
				config: {
					name: "dense",
					units: 10,
					kernel_initializer: glorotUniform(2 * seed + 1),
				},
			},
		]),
	training: {
		dataset: "mnist",
		epochs: 1,
		batchSize: 32,
		optimizer: { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
		loss: "softmax-cross-entropy",
	},
};
