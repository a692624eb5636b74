import { createOptions } from "../tflite/index.ts";
import { configActivation } from "./activations.ts";
import {
	type Conversion,
	type Converted,
	withActivation,
} from "./converter.ts";
import { following } from "./draft.ts";
import { configFlag, configInteger, refuse } from "./layer.ts";

/** The version of FULLY_CONNECTED that knows `keepNumDims`. */
const KEEP_DIMENSIONS_VERSION = 5;

/**
 * Dense: FULLY_CONNECTED with the kernel turned from [in, out] to [out, in]. On an input of more than two dimensions it
 * works along the last one and keeps the others.
 */
export function convertDense(conversion: Conversion): Converted {
	const { layer, input } = conversion;
	const units = configInteger(layer, "units");
	const features = input.shape.at(-1);
	if (input.shape.length < 2 || features === undefined) {
		return refuse(layer, "its input has no dimension besides the batch");
	}
	const kernel = conversion.weight({
		kind: "kernel",
		shape: [features, units],
		toConstant: (data) => ({
			shape: [units, features],
			data: transposed(data, features, units),
		}),
	});
	const bias = configFlag(layer, "use_bias")
		? conversion.weight({ kind: "bias", shape: [units] })
		: undefined;
	const keepNumDims = input.shape.length > 2;
	return withActivation(conversion, configActivation(layer), (name) => ({
		operator: "FULLY_CONNECTED",
		version: keepNumDims ? KEEP_DIMENSIONS_VERSION : 1,
		inputs: [input, kernel, bias],
		output: following(input, name, [...input.shape.slice(1, -1), units]),
		options: createOptions("FullyConnectedOptions", { keepNumDims }),
	}));
}

function transposed(
	data: Float32Array,
	rows: number,
	columns: number,
): Float32Array {
	const turned = new Float32Array(data.length);
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			turned[column * rows + row] = data[row * columns + column] as number;
		}
	}
	return turned;
}
