import type { RandomArchitecture } from "./architecture.ts";
import {
	batchNormalization,
	classifier,
	conv2D,
	imageInput,
	layer,
	pooling,
} from "./layers.ts";
import {
	chain,
	endOf,
	functional,
	type LayerConfig,
	type WiredLayer,
} from "./topology.ts";

/** Some layers and the channels of what comes out of the last one. */
type Trunk = {
	readonly layers: readonly WiredLayer[];
	readonly channels: number;
};

/** Dense layers in each block (Huang et al., "Densely Connected Convolutional Networks", 2017, table 1, DenseNet-121). */
const BLOCKS = [6, 12, 24, 16] as const;
const GROWTH = 32;
const BOTTLENECK = 4 * GROWTH;
const STEM_CHANNELS = 64;

/** DenseNet-121 (Huang et al., 2017), with the layers of Keras Applications. */
export const denseNet121: RandomArchitecture = {
	weights: "random",
	parameterCount: 8_062_504,
	inputSize: 224,
	minInputSize: 32,
	classes: 1000,
	seed: 1,
	topology: ({ inputSize, classes }) => {
		const trunk = BLOCKS.reduce<Trunk>(
			(before, length, i) => {
				const block = denseBlock(before, `conv${i + 2}`, length);
				return i === BLOCKS.length - 1
					? block
					: transition(block, `pool${i + 2}`);
			},
			{ layers: stem(inputSize), channels: STEM_CHANNELS },
		);
		return functional("densenet121", [
			...trunk.layers,
			...chain(
				[endOf(trunk.layers)],
				[...activated("top"), ...classifier(classes)],
			),
		]);
	},
};

function stem(side: number): WiredLayer[] {
	return chain(
		[],
		[
			imageInput(side),
			padding("conv1_pad", 3),
			conv2D("conv1_conv", {
				filters: STEM_CHANNELS,
				kernel: 7,
				strides: 2,
				padding: "valid",
			}),
			...activated("conv1"),
			padding("pool1_pad", 1),
			pooling("MaxPooling2D", "pool1", { size: 3, strides: 2 }),
		],
	);
}

function denseBlock(before: Trunk, name: string, length: number): Trunk {
	let trunk = before;
	for (let i = 1; i <= length; i++) {
		trunk = denseLayer(trunk, `${name}_block${i}`);
	}
	return trunk;
}

/** Adds `GROWTH` channels, computed from all before, to those that are there. */
function denseLayer({ layers, channels }: Trunk, name: string): Trunk {
	const from = endOf(layers);
	const added = chain(
		[from],
		[
			...activated(`${name}_0`),
			conv2D(`${name}_1_conv`, { filters: BOTTLENECK, kernel: 1 }),
			...activated(`${name}_1`),
			conv2D(`${name}_2_conv`, { filters: GROWTH, kernel: 3 }),
		],
	);
	const joined = chain(
		[from, endOf(added)],
		[layer("Concatenate", `${name}_concat`, { axis: -1 })],
	);
	return {
		layers: [...layers, ...added, ...joined],
		channels: channels + GROWTH,
	};
}

/** Halves the channels and the sides between two blocks. */
function transition({ layers, channels }: Trunk, name: string): Trunk {
	const filters = channels / 2;
	const added = chain(
		[endOf(layers)],
		[
			...activated(name),
			conv2D(`${name}_conv`, { filters, kernel: 1 }),
			pooling("AveragePooling2D", `${name}_pool`, { size: 2, strides: 2 }),
		],
	);
	return { layers: [...layers, ...added], channels: filters };
}

function activated(name: string): LayerConfig[] {
	return [
		batchNormalization(`${name}_bn`, { epsilon: 1.001e-5 }),
		layer("Activation", `${name}_relu`, { activation: "relu" }),
	];
}

function padding(name: string, width: number): LayerConfig {
	return layer("ZeroPadding2D", name, {
		padding: [
			[width, width],
			[width, width],
		],
	});
}
