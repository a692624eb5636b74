/** Refers to the output of a layer: its name, the call and the output, which are the first here. */
type Reference = readonly [string, 0, 0, Readonly<Record<string, never>>];

/** One layer in the serialized form of Keras, which TensorFlow.js reads and writes as well. */
export type LayerConfig = {
	readonly class_name: string;
	readonly config: Readonly<Record<string, unknown>> & {
		readonly name: string;
	};
};

/** A layer that says what goes into it. */
export type WiredLayer = LayerConfig & {
	readonly name: string;
	readonly inbound_nodes: readonly (readonly Reference[])[];
};

/** A network whose layers follow one another, in the serialized form of Keras. */
export type SequentialTopology = {
	readonly class_name: "Sequential";
	readonly config: {
		readonly name: string;
		readonly layers: readonly LayerConfig[];
	};
};

/** A network whose layers branch and join, in the serialized form of Keras. */
export type FunctionalTopology = {
	readonly class_name: "Model";
	readonly config: {
		readonly name: string;
		readonly layers: readonly WiredLayer[];
		readonly input_layers: readonly (readonly [string, 0, 0])[];
		readonly output_layers: readonly (readonly [string, 0, 0])[];
	};
};

/** A network without its weights, in the serialized form of Keras: `modelTopology` of a tfjs `model.json`. */
export type Topology = SequentialTopology | FunctionalTopology;

/** A network whose layers follow one another. */
export function sequential(
	name: string,
	layers: readonly LayerConfig[],
): SequentialTopology {
	return { class_name: "Sequential", config: { name, layers } };
}

/** A network from the first of the layers to the last, each listed after those that go into it. */
export function functional(
	name: string,
	layers: readonly WiredLayer[],
): FunctionalTopology {
	const end = ({ name }: WiredLayer) => [name, 0, 0] as const;
	return {
		class_name: "Model",
		config: {
			name,
			layers,
			input_layers: layers.slice(0, 1).map(end),
			output_layers: layers.slice(-1).map(end),
		},
	};
}

/** A chain of layers: the outputs of the layers named `from` go into the first, and each goes into the next. */
export function chain(
	from: readonly string[],
	layers: readonly LayerConfig[],
): WiredLayer[] {
	return layers.map((layer, i) => {
		const sources =
			i === 0 ? from : [(layers[i - 1] as LayerConfig).config.name];
		return {
			...layer,
			name: layer.config.name,
			inbound_nodes:
				sources.length === 0
					? []
					: [sources.map((source) => [source, 0, 0, {}] as const)],
		};
	});
}

/** The name of the last of some layers, whose output stands for theirs. */
export function endOf(layers: readonly LayerConfig[]): string {
	return (layers.at(-1) as LayerConfig).config.name;
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
