import type { Random } from "../../lib/random.ts";
import type { Moments } from "./moments.ts";
import { fillNormal } from "./normal.ts";
import type { LayerConfig } from "./topology.ts";
import { coverage, windowedShape, windowOf } from "./window.ts";

/** What the weights of one layer are drawn with, and where they go. */
export type Drawing = {
	readonly layer: LayerConfig;
	readonly inputs: readonly Moments[];
	/** Whether a rectifier follows. */
	readonly isRectified: boolean;
	readonly random: Random;
	readonly put: (kind: string, shape: readonly number[]) => Float32Array;
};

/** Variance of what a layer computes before its activation, and of the scores that softmax turns into shares. */
const VARIANCE = 1;
const SCORE_VARIANCE = 9;

/** How far the factors of batch normalization lie from one, and how its offsets and biases spread around their mean. */
const FACTOR_SPREAD = 0.2;
const OFFSET_DEVIATION = 0.2;

/**
 * Where the values lie that a rectifier gets: high enough to pass most of them. Around zero each layer would enlarge
 * small differences, such as those of rounding, by a fifth (Yang et al., "A Mean Field Theory of Batch Normalization",
 * 2019), and after fifty layers nothing else would be left.
 */
const RECTIFIED_OFFSET = 1;

/** Draws the kernel and bias of a convolution. */
export function convolution(drawing: Drawing): Moments {
	const { layer, inputs, put } = drawing;
	const [input] = inputs as [Moments];
	const window = windowOf(layer);
	const taps = window.size[0] * window.size[1];
	const outputs = layer.config.filters as number;
	const kernel = put("kernel", [...window.size, input.mean.length, outputs]);
	const sums = weightedSums(drawing, {
		kernel,
		taps,
		outputs,
		share: coverage(window, input.shape),
	});
	return {
		...withBias(drawing, sums),
		shape: [...windowedShape(window, input.shape).slice(0, -1), outputs],
	};
}

/** Draws the kernel and bias of a dense layer. */
export function dense(drawing: Drawing): Moments {
	const { layer, inputs, put } = drawing;
	const [input] = inputs as [Moments];
	const outputs = layer.config.units as number;
	const kernel = put("kernel", [input.mean.length, outputs]);
	const sums = weightedSums(drawing, { kernel, taps: 1, outputs, share: 1 });
	return { ...withBias(drawing, sums), shape: [outputs] };
}

type Sums = Omit<Moments, "shape">;

/** Fills a kernel of [taps, channels, outputs]; `share` of the taps meet a value, the others the zeros around it. */
function weightedSums(
	{ layer, inputs, random }: Drawing,
	{
		kernel,
		taps,
		outputs,
		share,
	}: {
		readonly kernel: Float32Array;
		readonly taps: number;
		readonly outputs: number;
		readonly share: number;
	},
): Sums {
	const [input] = inputs as [Moments];
	const channels = input.mean.length;
	const target =
		layer.config.activation === "softmax" ? SCORE_VARIANCE : VARIANCE;
	const incoming = input.variance.reduce((sum, v) => sum + v, 0);
	fillNormal(kernel, Math.sqrt(target / (incoming * taps * share)), random);
	if (input.mean.some((m) => m !== 0)) {
		center(kernel, outputs);
	}
	const mean = new Float64Array(outputs);
	const variance = new Float64Array(outputs);
	for (let i = 0; i < kernel.length; i++) {
		const weight = kernel[i] as number;
		const output = i % outputs;
		const channel = Math.floor(i / outputs) % channels;
		mean[output] =
			(mean[output] as number) +
			share * weight * (input.mean[channel] as number);
		variance[output] =
			(variance[output] as number) +
			share * weight * weight * (input.variance[channel] as number);
	}
	return { mean, variance };
}

/**
 * Makes the kernel of each output sum to zero, so that what all inputs have in common does not count (Huang et al.,
 * "Centered Weight Normalization in Accelerating Training of Deep Neural Networks", 2017).
 */
function center(kernel: Float32Array, outputs: number): void {
	const sums = new Float64Array(outputs);
	kernel.forEach((weight, i) => {
		sums[i % outputs] = (sums[i % outputs] as number) + weight;
	});
	const inputs = kernel.length / outputs;
	kernel.forEach((weight, i) => {
		kernel[i] = weight - (sums[i % outputs] as number) / inputs;
	});
}

/** Draws the kernel of a depthwise convolution with one output for each channel. */
export function depthwiseConvolution({
	layer,
	inputs,
	random,
	put,
}: Drawing): Moments {
	const [input] = inputs as [Moments];
	const window = windowOf(layer);
	const channels = input.mean.length;
	const kernel = put("depthwise_kernel", [...window.size, channels, 1]);
	const taps = kernel.length / channels;
	const share = coverage(window, input.shape);
	const average = input.variance.reduce((sum, v) => sum + v, 0) / channels;
	fillNormal(kernel, Math.sqrt(VARIANCE / (average * taps * share)), random);
	const mean = new Float64Array(channels);
	const variance = new Float64Array(channels);
	kernel.forEach((weight, i) => {
		const c = i % channels;
		mean[c] = (mean[c] as number) + share * weight * (input.mean[c] as number);
		variance[c] =
			(variance[c] as number) +
			share * weight * weight * (input.variance[c] as number);
	});
	return { mean, variance, shape: windowedShape(window, input.shape) };
}

/** Biases that bring the mean of each output close to zero, where the layer has any. */
function withBias(
	{ layer, isRectified, random, put }: Drawing,
	{ mean, variance }: Sums,
): Sums {
	if (layer.config.use_bias !== true) {
		return { mean, variance };
	}
	const bias = put("bias", [mean.length]);
	fillNormal(bias, OFFSET_DEVIATION, random);
	const middle = isRectified ? RECTIFIED_OFFSET : 0;
	bias.forEach((offset, i) => {
		bias[i] = middle + offset - (mean[i] as number);
	});
	return { mean: mean.map((m, i) => m + (bias[i] as number)), variance };
}

/** Draws the factors and offsets of batch normalization, and gives it the statistics of what goes in. */
export function normalization({
	layer,
	inputs,
	isRectified,
	random,
	put,
}: Drawing): Moments {
	const [input] = inputs as [Moments];
	const { scale, epsilon } = layer.config;
	const shape = [input.mean.length];
	const factors = input.mean.map(() =>
		scale === true ? 1 + FACTOR_SPREAD * (2 * random() - 1) : 1,
	);
	if (scale === true) {
		put("gamma", shape).set(factors);
	}
	const beta = put("beta", shape);
	fillNormal(beta, OFFSET_DEVIATION, random);
	const middle = isRectified ? RECTIFIED_OFFSET : 0;
	beta.forEach((offset, i) => {
		beta[i] = middle + offset;
	});
	put("moving_mean", shape).set(input.mean);
	put("moving_variance", shape).set(input.variance);
	return {
		shape: input.shape,
		mean: Float64Array.from(beta),
		variance: input.variance.map(
			(v, i) => ((factors[i] as number) ** 2 * v) / (v + (epsilon as number)),
		),
	};
}
