import { options, type Value } from "./graph-builder.ts";
import {
	ACTIVATIONS,
	channels,
	type Draw,
	integers,
	noise,
	pick,
	type Steps,
	whole,
} from "./random-draw.ts";

/** Layers with weights. */
export const LAYER_STEPS: Steps = {
	conv: ({ graph, random, weights }, value) => {
		const [, height = 0, width = 0, depth = 0] = value.shape;
		if (value.shape.length !== 4) {
			return undefined;
		}
		const [filters, size, dilation, stride] = [
			channels(random),
			1 + whole(random, 3),
			1 + whole(random, 2),
			1 + whole(random, 2),
		];
		const strides = dilation > 1 ? 1 : stride;
		const reach = (size - 1) * dilation;
		const isSame = random() < 0.6 || reach >= Math.min(height, width);
		const shape = [filters, size, size, depth];
		const out = (length: number) =>
			Math.ceil((isSame ? length : length - reach) / strides);
		return graph.add({
			operator: "CONV_2D",
			inputs: [
				value,
				shared({ graph, random, weights }, shape),
				noise(graph, random, [filters], 0.3),
			],
			outputs: [[1, out(height), out(width), filters]],
			options: options("Conv2DOptions", {
				padding: isSame ? "SAME" : "VALID",
				strideW: strides,
				strideH: strides,
				dilationWFactor: dilation,
				dilationHFactor: dilation,
				fusedActivationFunction: pick(random, ACTIVATIONS),
			}),
		});
	},
	depthwise: ({ graph, random }, value) => {
		const [, height = 0, width = 0, depth = 0] = value.shape;
		if (value.shape.length !== 4) {
			return undefined;
		}
		const [multiplier, size, dilation] = [
			1 + whole(random, 2),
			1 + whole(random, 3),
			1 + whole(random, 2),
		];
		return graph.add({
			operator: "DEPTHWISE_CONV_2D",
			version: dilation > 1 ? 2 : 1,
			inputs: [
				value,
				noise(graph, random, [1, size, size, depth * multiplier], 2 / size),
				noise(graph, random, [depth * multiplier], 0.3),
			],
			outputs: [[1, height, width, depth * multiplier]],
			options: options("DepthwiseConv2DOptions", {
				padding: "SAME",
				strideW: 1,
				strideH: 1,
				depthMultiplier: multiplier,
				dilationWFactor: dilation,
				dilationHFactor: dilation,
				fusedActivationFunction: pick(random, ACTIVATIONS),
			}),
		});
	},
	transposeConv: ({ graph, random }, value) => {
		const [, height = 0, width = 0, depth = 0] = value.shape;
		if (value.shape.length !== 4 || height > 8) {
			return undefined;
		}
		const filters = random() < 0.8 ? 1 + whole(random, 6) : 128;
		const shape = [1, 2 * height, 2 * width, filters];
		const bias = random() < 0.5;
		return graph.add({
			operator: "TRANSPOSE_CONV",
			version: bias ? 3 : 1,
			inputs: [
				integers(graph, shape),
				noise(graph, random, [filters, 3, 3, depth], 1.5 / Math.sqrt(depth)),
				value,
				...(bias ? [noise(graph, random, [filters], 0.3)] : []),
			],
			outputs: [shape],
			options: options("TransposeConvOptions", {
				padding: "SAME",
				strideW: 2,
				strideH: 2,
			}),
		});
	},
	dense: ({ graph, random, weights }, value) => {
		const depth = value.shape.at(-1) ?? 1;
		if (value.shape.length !== 2) {
			return undefined;
		}
		const units = channels(random);
		const bias =
			random() < 0.7
				? [noise(graph, random, [units], 0.3)]
				: random() < 0.5
					? [undefined]
					: [];
		return graph.add({
			operator: "FULLY_CONNECTED",
			version: bias.length === 0 ? 6 : 1,
			inputs: [
				value,
				shared({ graph, random, weights }, [units, depth]),
				...bias,
			],
			outputs: [[value.shape[0] ?? 1, units]],
			options: options("FullyConnectedOptions", {
				fusedActivationFunction: pick(random, ACTIVATIONS),
			}),
		});
	},
	matmul: ({ graph, random }, value) => {
		if (value.shape.length !== 3) {
			return undefined;
		}
		const [batch = 1, rows = 1, depth = 1] = value.shape;
		const columns = channels(random);
		return graph.add({
			operator: "BATCH_MATMUL",
			inputs: [
				value,
				noise(graph, random, [batch, depth, columns], 1.5 / Math.sqrt(depth)),
			],
			outputs: [[batch, rows, columns]],
			options: options("BatchMatMulOptions", {}),
		});
	},
};

/** Weights of a shape, sometimes those of an earlier layer, sometimes with a channel that is all zero. */
function shared(
	{ graph, random, weights }: Pick<Draw, "graph" | "random" | "weights">,
	shape: readonly number[],
): Value {
	const known = weights.get(shape.join());
	if (known !== undefined && random() < 0.7) {
		return known;
	}
	const [channels = 1] = shape;
	const count = shape.reduce((product, length) => product * length, 1);
	const spread = 1.5 / Math.sqrt(count / channels);
	const dead = random() < 0.2 ? whole(random, channels) : -1;
	const values = Float32Array.from({ length: count }, (_, place) =>
		Math.floor((place * channels) / count) === dead
			? 0
			: (random() * 2 - 1) * spread,
	);
	const made = graph.constant(shape, values);
	weights.set(shape.join(), made);
	return made;
}
