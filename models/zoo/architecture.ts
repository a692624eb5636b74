import type { DatasetName } from "../../datasets/load.ts";
import type { Topology } from "./topology.ts";

/** How a network is trained. The same recipe, seed and backend give the same weights. */
export type TrainingRecipe = {
	readonly dataset: DatasetName;
	readonly epochs: number;
	readonly batchSize: number;
	/** Adam (Kingma and Ba, 2015). */
	readonly optimizer: {
		readonly learningRate: number;
		readonly beta1: number;
		readonly beta2: number;
		readonly epsilon: number;
	};
	/** Cross-entropy between the labels and the softmax of the network's output, which are logits. */
	readonly loss: "softmax-cross-entropy";
};

/** A network of the zoo, as plain data. */
export type Architecture = {
	/** The network; initial weights follow from the seed, layer by layer. */
	readonly topology: (seed: number) => Topology;
	/** Trainable and other weights together, as the source document or the original paper counts them. */
	readonly parameterCount: number;
	/** Seed of the initial weights and of the order of the training samples. */
	readonly seed: number;
	/** Undefined when the network keeps its seeded random weights: then its accuracy means nothing. */
	readonly training: TrainingRecipe | undefined;
};
