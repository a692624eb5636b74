import type { RandomArchitecture } from "./architecture.ts";
import {
	batchNormalization,
	classifier,
	conv2D,
	depthwiseConv2D,
	imageInput,
	layer,
} from "./layers.ts";
import {
	chain,
	endOf,
	functional,
	type LayerConfig,
	type WiredLayer,
} from "./topology.ts";

/** Some layers and the size of what comes out of the last one. */
type Trunk = {
	readonly layers: readonly WiredLayer[];
	readonly side: number;
	readonly channels: number;
};

type Block = {
	readonly name: string;
	readonly expansion: number;
	readonly channels: number;
	readonly strides: number;
};

/** Expansion, channels, repetitions and strides of the first (Sandler et al., "MobileNetV2", 2018, table 2). */
const STAGES = [
	[1, 16, 1, 1],
	[6, 24, 2, 2],
	[6, 32, 3, 2],
	[6, 64, 4, 2],
	[6, 96, 3, 1],
	[6, 160, 3, 2],
	[6, 320, 1, 1],
] as const;

const STEM_CHANNELS = 32;
const TOP_CHANNELS = 1280;

/** MobileNet v2 of width 1.0 (Sandler et al., 2018), with the layers and names of Keras Applications in TensorFlow 2.0. */
export const mobileNetV2: RandomArchitecture = {
	weights: "random",
	parameterCount: 3_538_984,
	inputSize: 224,
	minInputSize: 32,
	classes: 1000,
	seed: 1,
	topology: ({ inputSize, classes }) => {
		const trunk = blocks().reduce(invertedResidual, stem(inputSize));
		const top = conv2D("Conv_1", { filters: TOP_CHANNELS, kernel: 1 });
		return functional("mobilenet-v2", [
			...trunk.layers,
			...chain(
				[endOf(trunk.layers)],
				[
					top,
					normalization("Conv_1_bn"),
					relu6("out_relu"),
					...classifier(classes),
				],
			),
		]);
	},
};

function stem(side: number): Trunk {
	const layers = chain(
		[],
		[
			imageInput(side),
			padding("Conv1_pad", side),
			conv2D("Conv1", {
				filters: STEM_CHANNELS,
				kernel: 3,
				strides: 2,
				padding: "valid",
			}),
			normalization("bn_Conv1"),
			relu6("Conv1_relu"),
		],
	);
	return { layers, side: Math.ceil(side / 2), channels: STEM_CHANNELS };
}

function blocks(): Block[] {
	return STAGES.flatMap(([expansion, channels, repetitions, strides]) =>
		Array.from({ length: repetitions }, (_, i) => ({
			expansion,
			channels,
			strides: i === 0 ? strides : 1,
		})),
	).map((block, i) => ({
		...block,
		name: i === 0 ? "expanded_conv" : `block_${i}`,
	}));
}

/** The paper's building block: expand, filter each channel, project; added to what went in where the sizes agree. */
function invertedResidual(trunk: Trunk, block: Block): Trunk {
	const { name, expansion, channels, strides } = block;
	const from = endOf(trunk.layers);
	const expanded = expansion * trunk.channels;
	const layers = chain(
		[from],
		[
			...(expansion === 1
				? []
				: [
						conv2D(`${name}_expand`, { filters: expanded, kernel: 1 }),
						normalization(`${name}_expand_BN`),
						relu6(`${name}_expand_relu`),
					]),
			...(strides === 2 ? [padding(`${name}_pad`, trunk.side)] : []),
			depthwiseConv2D(`${name}_depthwise`, {
				strides,
				padding: strides === 2 ? "valid" : "same",
			}),
			normalization(`${name}_depthwise_BN`),
			relu6(`${name}_depthwise_relu`),
			conv2D(`${name}_project`, { filters: channels, kernel: 1 }),
			normalization(`${name}_project_BN`),
		],
	);
	const isResidual = strides === 1 && channels === trunk.channels;
	const sum = isResidual
		? chain([from, endOf(layers)], [layer("Add", `${name}_add`)])
		: [];
	return {
		layers: [...trunk.layers, ...layers, ...sum],
		side: Math.ceil(trunk.side / strides),
		channels,
	};
}

/** Zeros before a window of 3 x 3 with strides of 2: as many as make the sides halve, rounded up. */
function padding(name: string, side: number): LayerConfig {
	const before = side % 2;
	return layer("ZeroPadding2D", name, {
		padding: [
			[before, 1],
			[before, 1],
		],
	});
}

function normalization(name: string): LayerConfig {
	return batchNormalization(name, { epsilon: 1e-3 });
}

function relu6(name: string): LayerConfig {
	return layer("ReLU", name, { max_value: 6 });
}
