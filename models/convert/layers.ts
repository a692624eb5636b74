import {
	type Activation,
	activationOperator,
	configActivation,
} from "./activations.ts";
import { convertBatchNormalization } from "./batch-normalization.ts";
import {
	convertCropping2D,
	convertUpSampling2D,
	convertZeroPadding2D,
} from "./borders.ts";
import {
	type Conversion,
	type Converted,
	type LayerConverter,
	sole,
} from "./converter.ts";
import {
	convertConv2D,
	convertDepthwiseConv2D,
	convertSeparableConv2D,
} from "./convolutions.ts";
import { convertDense } from "./dense.ts";
import { allowOnly, refuse, show } from "./layer.ts";
import {
	convertAdd,
	convertAverage,
	convertConcatenate,
	convertMaximum,
	convertMinimum,
	convertMultiply,
	convertSubtract,
} from "./merges.ts";
import {
	convertAveragePooling2D,
	convertGlobalAveragePooling2D,
	convertGlobalMaxPooling2D,
	convertMaxPooling2D,
} from "./pooling.ts";
import { convertELU, convertLeakyReLU, convertPReLU } from "./rectifiers.ts";
import { convertFlatten, convertPermute, convertReshape } from "./shapes.ts";

/** The layers that take one input, by their class in Keras. Those that act in training only become nothing. */
export const LAYERS: Readonly<Record<string, LayerConverter>> = {
	Activation: (conversion) =>
		activated(conversion, configActivation(conversion.layer)),
	AlphaDropout: unchanged,
	AveragePooling2D: convertAveragePooling2D,
	BatchNormalization: convertBatchNormalization,
	Conv2D: convertConv2D,
	Cropping2D: convertCropping2D,
	Dense: convertDense,
	DepthwiseConv2D: convertDepthwiseConv2D,
	Dropout: unchanged,
	ELU: convertELU,
	Flatten: convertFlatten,
	GaussianDropout: unchanged,
	GaussianNoise: unchanged,
	GlobalAveragePooling2D: convertGlobalAveragePooling2D,
	GlobalMaxPooling2D: convertGlobalMaxPooling2D,
	LeakyReLU: convertLeakyReLU,
	MaxPooling2D: convertMaxPooling2D,
	Permute: convertPermute,
	PReLU: convertPReLU,
	ReLU: convertReLU,
	Reshape: convertReshape,
	SeparableConv2D: convertSeparableConv2D,
	Softmax: convertSoftmax,
	SpatialDropout1D: unchanged,
	SpatialDropout2D: unchanged,
	UpSampling2D: convertUpSampling2D,
	ZeroPadding2D: convertZeroPadding2D,
};

/** The layers that take two inputs or more, by their class in Keras. */
export const MERGES: Readonly<Record<string, LayerConverter>> = {
	Add: convertAdd,
	Average: convertAverage,
	Concatenate: convertConcatenate,
	Maximum: convertMaximum,
	Minimum: convertMinimum,
	Multiply: convertMultiply,
	Subtract: convertSubtract,
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
	return operator === undefined ? unchanged(conversion) : sole(operator);
}
