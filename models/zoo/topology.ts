/** One layer in the serialized form of Keras, which TensorFlow.js reads and writes as well. */
export type LayerConfig = {
	readonly class_name: string;
	readonly config: Readonly<Record<string, unknown>> & {
		readonly name: string;
	};
};

/** A network without its weights, in the serialized form of Keras: `modelTopology` of a tfjs `model.json`. */
export type Topology = {
	readonly class_name: "Sequential";
	readonly config: {
		readonly name: string;
		readonly layers: readonly LayerConfig[];
	};
};

/** A network whose layers follow one another. */
export function sequential(
	name: string,
	layers: readonly LayerConfig[],
): Topology {
	return { class_name: "Sequential", config: { name, layers } };
}

/**
 * The initializer Glorot and Bengio's "Understanding the difficulty of training deep feedforward neural networks" (2010)
 * derives, Keras' default for kernels, with a seed. Layers with equal seeds would start from the same numbers.
 */
export function glorotUniform(seed: number): Readonly<Record<string, unknown>> {
	return {
		class_name: "VarianceScaling",
		config: { scale: 1, mode: "fanAvg", distribution: "uniform", seed },
	};
}
