import type { Topology } from "./topology.ts";

/** How a network is trained. The same recipe, seed and backend give the same weights. */
export type TrainingRecipe = {
	readonly dataset: "mnist";
	readonly epochs: number;
	readonly batchSize: number;
	/** How many samples an epoch takes of the dataset in its random order; all of them where it is absent. */
	readonly samples?: number;
	/** Adam (Kingma and Ba, 2015). */
	readonly optimizer: {
		readonly learningRate: number;
		readonly beta1: number;
		readonly beta2: number;
		readonly epsilon: number;
	};
	/** How the learning rate falls from its first value: in equal steps, to nothing after the last batch. It stays where this is absent. */
	readonly decay?: "linear";
	/** Cross-entropy between the labels and the softmax of the network's output, which are logits. */
	readonly loss: "softmax-cross-entropy";
};

/** A network of the zoo that is trained here, as plain data. */
export type TrainedArchitecture = {
	readonly weights: "trained";
	/** The network; initial weights follow from the seed, layer by layer. */
	readonly topology: (seed: number) => Topology;
	/** Trainable and other weights together, as the source document or the original paper counts them. */
	readonly parameterCount: number;
	/** Seed of the initial weights and of the order of the training samples. */
	readonly seed: number;
	readonly training: TrainingRecipe;
};

/** The sizes of a network that can be had in several. */
export type NetworkSize = {
	/** Rows and columns of the images that go in. */
	readonly inputSize: number;
	/** Values that come out, one for each class. */
	readonly classes: number;
};

/**
 * A network of the zoo that keeps seeded random weights, as plain data: its size and speed are those of the trained
 * network, but its accuracy means nothing.
 */
export type RandomArchitecture = NetworkSize & {
	readonly weights: "random";
	readonly topology: (size: NetworkSize) => Topology;
	/** Trainable and other weights together, for the input size and classes given here. */
	readonly parameterCount: number;
	/** The smallest input size that leaves something to pool at the end. */
	readonly minInputSize: number;
	/** Seed of the weights. */
	readonly seed: number;
};

/** A network of the zoo. `inputSize` and `classes` of one with random weights are its defaults. */
export type Architecture = TrainedArchitecture | RandomArchitecture;
