import type { RandomArchitecture } from "./architecture.ts";
import {
	batchNormalization,
	type ConvolutionOptions,
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

/** What a convolution of a branch says: filters, window, and whether it halves the sides. */
type Step = readonly [filters: number, kernel: Kernel, halving?: "halving"];
type Kernel = ConvolutionOptions["kernel"];

/**
 * One of the ways from the end of a block to the end of the next, where their channels are joined: pooling, then
 * convolutions one after the other, then perhaps two side by side.
 */
type Branch = {
	readonly name: string;
	readonly pool?: "average" | "max";
	readonly steps: readonly Step[];
	readonly fork?: readonly [Step, Step];
};

/** Inception v3 (Szegedy et al., "Rethinking the Inception Architecture", 2015), with the layers of Keras Applications. */
export const inceptionV3: RandomArchitecture = {
	weights: "random",
	parameterCount: 23_851_784,
	inputSize: 299,
	minInputSize: 75,
	classes: 1000,
	seed: 1,
	topology: ({ inputSize, classes }) => {
		const trunk = BLOCKS.reduce(
			(layers, branches, i) => addBlock(layers, `mixed${i}`, branches),
			stem(inputSize),
		);
		return functional("inception-v3", [
			...trunk,
			...chain([endOf(trunk)], classifier(classes)),
		]);
	},
};

const HALVING = { size: 3, strides: 2 } as const;
const SMOOTHING = { size: 3, strides: 1, padding: "same" } as const;

const BLOCKS: readonly (readonly Branch[])[] = [
	coarse(32),
	coarse(64),
	coarse(64),
	[
		{ name: "3x3", steps: [[384, 3, "halving"]] },
		{
			name: "double",
			steps: [
				[64, 1],
				[96, 3],
				[96, 3, "halving"],
			],
		},
		{ name: "pool", pool: "max", steps: [] },
	],
	factorized(128),
	factorized(160),
	factorized(160),
	factorized(192),
	[
		{
			name: "3x3",
			steps: [
				[192, 1],
				[320, 3, "halving"],
			],
		},
		{
			name: "7x7",
			steps: [
				[192, 1],
				[192, [1, 7]],
				[192, [7, 1]],
				[192, 3, "halving"],
			],
		},
		{ name: "pool", pool: "max", steps: [] },
	],
	fine(),
	fine(),
];

/** Windows of 5 x 5 and twice 3 x 3 (figure 5 of the paper). */
function coarse(pooled: number): Branch[] {
	return [
		{ name: "1x1", steps: [[64, 1]] },
		{
			name: "5x5",
			steps: [
				[48, 1],
				[64, 5],
			],
		},
		{
			name: "double",
			steps: [
				[64, 1],
				[96, 3],
				[96, 3],
			],
		},
		{ name: "pool", pool: "average", steps: [[pooled, 1]] },
	];
}

/** Windows of 7 x 7 as 1 x 7 and 7 x 1 (figure 6 of the paper). */
function factorized(inner: number): Branch[] {
	return [
		{ name: "1x1", steps: [[192, 1]] },
		{
			name: "7x7",
			steps: [
				[inner, 1],
				[inner, [1, 7]],
				[192, [7, 1]],
			],
		},
		{
			name: "double",
			steps: [
				[inner, 1],
				[inner, [7, 1]],
				[inner, [1, 7]],
				[inner, [7, 1]],
				[192, [1, 7]],
			],
		},
		{ name: "pool", pool: "average", steps: [[192, 1]] },
	];
}

/** Windows of 3 x 3 as 1 x 3 beside 3 x 1 (figure 7 of the paper). */
function fine(): Branch[] {
	const fork = [
		[384, [1, 3]],
		[384, [3, 1]],
	] as const;
	return [
		{ name: "1x1", steps: [[320, 1]] },
		{ name: "3x3", steps: [[384, 1]], fork },
		{
			name: "double",
			steps: [
				[448, 1],
				[384, 3],
			],
			fork,
		},
		{ name: "pool", pool: "average", steps: [[192, 1]] },
	];
}

function stem(side: number): WiredLayer[] {
	return chain(
		[],
		[
			imageInput(side),
			...convolution("stem_1", [32, 3, "halving"]),
			...convolution("stem_2", [32, 3], "valid"),
			...convolution("stem_3", [64, 3]),
			pooling("MaxPooling2D", "stem_pool_1", HALVING),
			...convolution("stem_4", [80, 1], "valid"),
			...convolution("stem_5", [192, 3], "valid"),
			pooling("MaxPooling2D", "stem_pool_2", HALVING),
		],
	);
}

function addBlock(
	before: readonly WiredLayer[],
	name: string,
	branches: readonly Branch[],
): WiredLayer[] {
	const from = endOf(before);
	const grown = branches.map((branch) =>
		grow(from, { ...branch, name: `${name}_${branch.name}` }),
	);
	const join = layer("Concatenate", name, { axis: -1 });
	return [...before, ...grown.flat(), ...chain(grown.map(endOf), [join])];
}

function grow(from: string, { name, pool, steps, fork }: Branch): WiredLayer[] {
	const layers = [
		...(pool === "average"
			? [pooling("AveragePooling2D", `${name}_pool`, SMOOTHING)]
			: []),
		...(pool === "max"
			? [pooling("MaxPooling2D", `${name}_pool`, HALVING)]
			: []),
		...steps.flatMap((step, i) => convolution(`${name}_${i + 1}`, step)),
	];
	const trunk = chain([from], layers);
	if (fork === undefined) {
		return trunk;
	}
	const tines = fork.map((step, i) =>
		chain([endOf(trunk)], convolution(`${name}_fork_${i + 1}`, step)),
	);
	const join = layer("Concatenate", `${name}_join`, { axis: -1 });
	return [...trunk, ...tines.flat(), ...chain(tines.map(endOf), [join])];
}

/** A convolution, its batch normalization, which has no factor of its own, and relu. */
function convolution(
	name: string,
	[filters, kernel, halving]: Step,
	padding: "same" | "valid" = halving === undefined ? "same" : "valid",
): LayerConfig[] {
	const strides = halving === undefined ? 1 : 2;
	return [
		conv2D(`${name}_conv`, { filters, kernel, strides, padding }),
		batchNormalization(`${name}_bn`, { epsilon: 1e-3, scale: false }),
		layer("Activation", `${name}_relu`, { activation: "relu" }),
	];
}
