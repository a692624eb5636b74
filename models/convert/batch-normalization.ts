import { createOptions } from "../tflite/index.ts";
import type { Conversion, Converted } from "./converter.ts";
import { constant, type DraftOperator, following } from "./draft.ts";
import { configFlag, configNumber, type Layer, refuse, show } from "./layer.ts";

/** Keras' default (keras.layers.BatchNormalization). */
const EPSILON = 1e-3;

/**
 * BatchNormalization as it works in inference: MUL and ADD with a constant for each channel, since
 * gamma * (x - mean) / sqrt(variance + epsilon) + beta is a straight line in x (Ioffe and Szegedy, 2015, algorithm 2).
 * `foldChannelConstants` moves them into the layer before where it can.
 */
export function convertBatchNormalization(conversion: Conversion): Converted {
	const { layer, name, input } = conversion;
	const channels = input.shape.at(-1);
	if (input.shape.length < 2 || channels === undefined) {
		return refuse(layer, "its input has no dimension besides the batch");
	}
	requireLastAxis(layer, input.shape.length - 1);
	const { scale, offset } = straightLine(conversion, channels);
	const shape = input.shape.slice(1);
	const product: DraftOperator = {
		operator: "MUL",
		version: 1,
		inputs: [input, constant(`${layer.name}/scale`, [channels], scale)],
		output: following(input, `${name}/scaled`, shape),
		options: createOptions("MulOptions"),
	};
	const sum: DraftOperator = {
		operator: "ADD",
		version: 1,
		inputs: [
			product.output,
			constant(`${layer.name}/offset`, [channels], offset),
		],
		output: following(input, name, shape),
		options: createOptions("AddOptions"),
	};
	return { operators: [product, sum], output: sum.output };
}

function requireLastAxis(layer: Layer, last: number): void {
	const axis = [layer.config.axis ?? -1].flat();
	if (axis.length !== 1 || (axis[0] !== -1 && axis[0] !== last)) {
		refuse(
			layer,
			`its axis is ${show(layer.config.axis)}; supported: the last one, -1 or ${last}`,
		);
	}
}

function straightLine(
	{ layer, weight }: Conversion,
	channels: number,
): { readonly scale: Float32Array; readonly offset: Float32Array } {
	const read = (kind: string) =>
		weight({ kind, shape: [channels] }).data as Float32Array;
	const epsilon = configNumber(layer, "epsilon", EPSILON);
	const gamma = configFlag(layer, "scale") ? read("gamma") : undefined;
	const beta = configFlag(layer, "center") ? read("beta") : undefined;
	const mean = read("moving_mean");
	const deviations = read("moving_variance").map((variance) =>
		Math.sqrt(variance + epsilon),
	);
	if (!deviations.every((deviation) => deviation > 0)) {
		refuse(
			layer,
			`its moving_variance has values that are not above zero with its epsilon of ${epsilon} added`,
		);
	}
	const scale = deviations.map((deviation, i) => (gamma?.[i] ?? 1) / deviation);
	const offset = scale.map(
		(factor, i) => (beta?.[i] ?? 0) - (mean[i] as number) * factor,
	);
	return { scale, offset };
}
