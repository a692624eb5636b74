import { UserError } from "../../lib/errors.ts";
import { seededRandom } from "../../lib/random.ts";
import {
	convolution,
	type Drawing,
	dense,
	depthwiseConvolution,
	normalization,
} from "./drawn-layers.ts";
import {
	concatenated,
	flattened,
	framed,
	inputMoments,
	type Moments,
	rectified,
	resized,
	summed,
} from "./moments.ts";
import type { LayerConfig, Topology, WiredLayer } from "./topology.ts";
import { windowedShape, windowOf } from "./window.ts";

/** A weight of a layer: its shape, and its values in row-major order. */
export type ZooWeight = {
	readonly shape: readonly number[];
	readonly data: Float32Array;
};

/** Ten times the largest network of the zoo, so that a slip in a suite does not fill the memory. */
const MAX_PARAMETERS = 250_000_000;

/**
 * Seeded random weights of a network, by name, with which values neither vanish nor explode through its depth, made
 * without running it. Kernels are normally distributed, with the variance that gives outputs a variance of one (He et
 * al., "Delving Deep into Rectifiers", 2015). The statistics of batch normalization, and the biases where there is none,
 * are those that follow for each channel from the kernel's values and from the mean and variance of each channel that
 * goes in, if values were independent and normally distributed. The same topology and seed give the same weights.
 * Throws a `UserError` when the network is too large.
 */
export function randomWeights(
	topology: Topology,
	seed: number,
): ReadonlyMap<string, ZooWeight> {
	const random = seededRandom(seed);
	const weights = new Map<string, ZooWeight>();
	const moments = new Map<string, Moments>();
	const rectifierSources = sourcesOfRectifiers(topology);
	let previous: string | undefined;
	let total = 0;
	for (const layer of topology.config.layers) {
		const { name } = layer.config;
		const sources = sourcesOf(layer, previous);
		const inputs = sources.map((source) => moments.get(source) as Moments);
		const put = (kind: string, shape: readonly number[]) => {
			const length = shape.reduce((a, b) => a * b, 1);
			total += length;
			if (total > MAX_PARAMETERS) {
				throw new UserError(
					`The network ${topology.config.name} would have more than ${MAX_PARAMETERS} parameters at this size. Choose a smaller inputSize or fewer classes.`,
				);
			}
			const data = new Float32Array(length);
			weights.set(`${name}/${kind}`, { shape, data });
			return data;
		};
		const isRectified = rectifierSources.has(name) || isRectifier(layer);
		moments.set(name, draw({ layer, inputs, isRectified, random, put }));
		previous = name;
	}
	return weights;
}

function sourcesOfRectifiers({ config }: Topology): ReadonlySet<string> {
	return new Set(
		config.layers.flatMap((layer, i) =>
			isRectifier(layer)
				? sourcesOf(layer, config.layers[i - 1]?.config.name)
				: [],
		),
	);
}

function isRectifier({ class_name, config }: LayerConfig): boolean {
	return class_name === "ReLU" || config.activation === "relu";
}

function sourcesOf(
	layer: LayerConfig | WiredLayer,
	previous: string | undefined,
): readonly string[] {
	return "inbound_nodes" in layer
		? layer.inbound_nodes.flat().map(([name]) => name)
		: previous === undefined
			? []
			: [previous];
}

/** Draws the weights of a layer and gives what its output is like. */
function draw(drawing: Drawing): Moments {
	const { layer, inputs } = drawing;
	const { config } = layer;
	const [input] = inputs as [Moments];
	switch (layer.class_name) {
		case "InputLayer":
			return inputMoments((config.batch_input_shape as number[]).slice(1));
		case "Conv2D":
			return activated(convolution(drawing), config.activation);
		case "DepthwiseConv2D":
			return activated(depthwiseConvolution(drawing), config.activation);
		case "Dense":
			return activated(dense(drawing), config.activation);
		case "BatchNormalization":
			return normalization(drawing);
		case "Activation":
			return activated(input, config.activation);
		case "ReLU":
			return rectified(input);
		case "Dropout":
			return input;
		case "Flatten":
			return flattened(input);
		case "MaxPooling2D":
		case "AveragePooling2D":
			return resized(input, windowedShape(windowOf(layer), input.shape));
		case "GlobalAveragePooling2D":
			return resized(input, input.shape.slice(-1));
		case "ZeroPadding2D":
			return framed(input, config.padding as Parameters<typeof framed>[1]);
		case "Add":
			return summed(inputs);
		case "Concatenate":
			return concatenated(inputs);
		default:
			throw new Error(`No weights are drawn for a ${layer.class_name}.`);
	}
}

function activated(moments: Moments, activation: unknown): Moments {
	return activation === "relu" ? rectified(moments) : moments;
}
