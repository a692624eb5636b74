import type { TrainedArchitecture } from "./architecture.ts";
import { layer } from "./layers.ts";
import { glorotUniform, sequential } from "./topology.ts";

/**
 * The network of TensorFlow 1's tutorial "Deep MNIST for Experts", with its layers and sizes. It was trained there for 20,000
 * batches of 50 images with a learning rate of 1e-4; here it is 600 of 40 with a larger one that falls to nothing, which takes
 * minutes instead of hours on a CPU.
 */
export const deepMnist: TrainedArchitecture = {
	weights: "trained",
	parameterCount: 3_274_634,
	seed: 5,
	topology: (seed) =>
		sequential("deep-mnist", [
			layer("InputLayer", "input", {
				batch_input_shape: [null, 28, 28],
				dtype: "float32",
			}),
			layer("Reshape", "reshape", { target_shape: [28, 28, 1] }),
			convolution("conv2d", 32, 4 * seed),
			layer("MaxPooling2D", "max_pooling2d", HALVING),
			convolution("conv2d_1", 64, 4 * seed + 1),
			layer("MaxPooling2D", "max_pooling2d_1", HALVING),
			layer("Flatten", "flatten"),
			layer("Dense", "dense", {
				units: 1024,
				activation: "relu",
				kernel_initializer: glorotUniform(4 * seed + 2),
			}),
			layer("Dropout", "dropout", { rate: 0.5, seed }),
			layer("Dense", "dense_1", {
				units: 10,
				kernel_initializer: glorotUniform(4 * seed + 3),
			}),
		]),
	training: {
		dataset: "mnist",
		samples: 24_000,
		epochs: 1,
		batchSize: 40,
		optimizer: {
			learningRate: 1.5e-3,
			beta1: 0.9,
			beta2: 0.999,
			epsilon: 1e-7,
		},
		decay: "linear",
		loss: "softmax-cross-entropy",
	},
};

const HALVING = { pool_size: [2, 2], padding: "same" };

function convolution(name: string, filters: number, seed: number) {
	return layer("Conv2D", name, {
		filters,
		kernel_size: [5, 5],
		padding: "same",
		activation: "relu",
		kernel_initializer: glorotUniform(seed),
	});
}
