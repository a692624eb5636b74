import { createOptions } from "../tflite/index.ts";
import { type Conversion, type Converted, sole } from "./converter.ts";
import { following } from "./draft.ts";
import { allowOnly, configNumber, refuse, show } from "./layer.ts";

/** Keras' default (keras.layers.LeakyReLU, version 2). */
const LEAK = 0.3;

/** LeakyReLU: LEAKY_RELU. Keras 2 calls the slope `alpha`, Keras 3 `negative_slope`. */
export function convertLeakyReLU({
	layer,
	name,
	input,
}: Conversion): Converted {
	const key = "negative_slope" in layer.config ? "negative_slope" : "alpha";
	return sole({
		operator: "LEAKY_RELU",
		version: 1,
		inputs: [input],
		output: following(input, name, input.shape.slice(1)),
		options: createOptions("LeakyReluOptions", {
			alpha: configNumber(layer, key, LEAK),
		}),
	});
}

/** ELU: ELU, which knows no other alpha than 1. */
export function convertELU({ layer, name, input }: Conversion): Converted {
	allowOnly(layer, "alpha", [1]);
	return sole({
		operator: "ELU",
		version: 1,
		inputs: [input],
		output: following(input, name, input.shape.slice(1)),
	});
}

/** PReLU: PRELU; the learned slopes have a size of 1 along each of the shared axes. */
export function convertPReLU(conversion: Conversion): Converted {
	const { layer, name, input } = conversion;
	const shared = layer.config.shared_axes ?? [];
	if (
		!Array.isArray(shared) ||
		!shared.every(
			(axis) => Number.isInteger(axis) && axis > 0 && axis < input.shape.length,
		)
	) {
		return refuse(
			layer,
			`its shared_axes is ${show(shared)}, not a list of dimensions from 1 to ${input.shape.length - 1}`,
		);
	}
	const shape = input.shape
		.map((size, axis) => (shared.includes(axis) ? 1 : size))
		.slice(1);
	return sole({
		operator: "PRELU",
		version: 1,
		inputs: [input, conversion.weight({ kind: "alpha", shape })],
		output: following(input, name, input.shape.slice(1)),
	});
}
