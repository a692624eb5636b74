import { UserError } from "../../lib/errors.ts";
import type {
	Architecture,
	NetworkSize,
	RandomArchitecture,
} from "./architecture.ts";
import { ARCHITECTURES, type ZooModelName } from "./architectures.ts";
import { randomWeights, type ZooWeight } from "./random-weights.ts";
import type { Topology } from "./topology.ts";
import { type TrainedModelOptions, trainedModel } from "./trained-model.ts";

/** Names a network of the zoo. The sizes are for networks with random weights, which have defaults for both. */
export type ZooModelRef = {
	readonly zoo: string;
	readonly inputSize?: number | undefined;
	readonly classes?: number | undefined;
};

/** A network of the zoo with its weights: as a file, or as plain data of the form of a tfjs LayersModel. */
export type ZooModel =
	| {
			readonly weights: "trained";
			/** Path of its `model.json`. */
			readonly path: string;
	  }
	| {
			readonly weights: "random";
			readonly layers: {
				/** What errors call it. */
				readonly source: string;
				readonly topology: Topology;
				readonly weights: ReadonlyMap<string, ZooWeight>;
			};
	  };

const MAX_INPUT_SIZE = 1024;
const MAX_CLASSES = 100_000;

/**
 * Gives a network of the zoo: trained, from the cache where it is there, or with seeded random weights, which are drawn
 * anew each time and always the same. Rejects with a `UserError` when there is no such network or it does not come in the
 * size asked for, and as `trainedModel` does.
 */
export async function openZooModel(
	ref: ZooModelRef,
	options: TrainedModelOptions,
): Promise<ZooModel> {
	const name = requireName(ref.zoo);
	const architecture: Architecture = ARCHITECTURES[name];
	if (architecture.weights === "random") {
		const size = sizeOf(ref, architecture);
		const topology = architecture.topology(size);
		const weights = randomWeights(topology, options.seed ?? architecture.seed);
		return { weights: "random", layers: { source: name, topology, weights } };
	}
	if (ref.inputSize !== undefined || ref.classes !== undefined) {
		throw new UserError(
			`The network "${name}" is trained on ${architecture.training.dataset}: it has one size only. Leave inputSize and classes out.`,
		);
	}
	const { path } = await trainedModel(name, options);
	return { weights: "trained", path };
}

function requireName(name: string): ZooModelName {
	if (!Object.hasOwn(ARCHITECTURES, name)) {
		const known = Object.keys(ARCHITECTURES).join(", ");
		throw new UserError(
			`The network "${name}" is not in the zoo. Known: ${known}. For a network of your own name its file.`,
		);
	}
	return name as ZooModelName;
}

function sizeOf(
	ref: ZooModelRef,
	architecture: RandomArchitecture,
): NetworkSize {
	const within = (
		key: "inputSize" | "classes",
		[low, high]: readonly [number, number],
	) => {
		const value = ref[key] ?? architecture[key];
		if (!Number.isInteger(value) || value < low || value > high) {
			throw new UserError(
				`The network "${ref.zoo}" cannot have ${key} ${value}: it must be a whole number from ${low} to ${high}. Without it, it is ${architecture[key]}.`,
			);
		}
		return value;
	};
	return {
		inputSize: within("inputSize", [architecture.minInputSize, MAX_INPUT_SIZE]),
		classes: within("classes", [1, MAX_CLASSES]),
	};
}
