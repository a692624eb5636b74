import {
	type Activation,
	activationOperator,
	configActivation,
} from "./activations.ts";
import type { Conversion, Converted, LayerConverter } from "./converter.ts";
import { convertDense } from "./dense.ts";
import { allowOnly, refuse, show } from "./layer.ts";
import { convertFlatten, convertReshape } from "./shapes.ts";
import {
	convertAveragePooling2D,
	convertConv2D,
	convertMaxPooling2D,
} from "./windows.ts";

/** The layers that can be converted, by their class in Keras. Those that act in training only become nothing. */
export const LAYERS: Readonly<Record<string, LayerConverter>> = {
	Activation: (conversion) =>
		activated(conversion, configActivation(conversion.layer)),
	AlphaDropout: unchanged,
	AveragePooling2D: convertAveragePooling2D,
	Conv2D: convertConv2D,
	Dense: convertDense,
	Dropout: unchanged,
	Flatten: convertFlatten,
	GaussianDropout: unchanged,
	GaussianNoise: unchanged,
	MaxPooling2D: convertMaxPooling2D,
	ReLU: convertReLU,
	Reshape: convertReshape,
	Softmax: convertSoftmax,
};

function unchanged({ input }: Conversion): Converted {
	return { operators: [], output: input };
}

function convertReLU(conversion: Conversion): Converted {
	const { layer } = conversion;
	allowOnly(layer, "max_value", [6]);
	allowOnly(layer, "negative_slope", [0]);
	allowOnly(layer, "threshold", [0]);
	const isCapped = typeof layer.config.max_value === "number";
	return activated(conversion, isCapped ? "relu6" : "relu");
}

function convertSoftmax(conversion: Conversion): Converted {
	const { layer, input } = conversion;
	const axis = [layer.config.axis ?? -1].flat();
	const last = input.shape.length - 1;
	if (axis.length !== 1 || (axis[0] !== -1 && axis[0] !== last)) {
		refuse(
			layer,
			`its axis is ${show(layer.config.axis)}; supported: the last one, -1 or ${last}`,
		);
	}
	return activated(conversion, "softmax");
}

function activated(conversion: Conversion, activation: Activation): Converted {
	const { input } = conversion;
	const operator = activationOperator(activation, input, conversion);
	return operator === undefined
		? unchanged(conversion)
		: { operators: [operator], output: operator.output };
}
