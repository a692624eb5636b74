import type { Dataset } from "../../../datasets/dataset.ts";
import { UserError } from "../../../lib/errors.ts";
import type { NpyArray } from "../../../lib/npy.ts";
import { permutation, seededRandom } from "../../../lib/random.ts";
import { elementCount, type Model, type Tensor } from "../../tflite/index.ts";
import { Refusal } from "../refusal.ts";

/** The inputs of the runs of a calibration. */
export type Samples = {
	/** Where they come from, for people. */
	readonly description: string;
	readonly runs: number;
	/** Writes the inputs of a run (0 … runs − 1), in graph order. */
	readonly fill: (run: number, inputs: readonly InputArray[]) => void;
};

/** A graph input, ready to be filled. */
export type GraphInput = {
	readonly name: string;
	readonly shape: readonly number[];
	readonly array: InputArray;
};

/** The values of a graph input. */
export type InputArray =
	| Float32Array
	| Int32Array
	| BigInt64Array
	| Int16Array
	| Int8Array
	| Uint8Array;

const ARRAYS = {
	FLOAT32: Float32Array,
	INT32: Int32Array,
	INT64: BigInt64Array,
	INT16: Int16Array,
	INT8: Int8Array,
	UINT8: Uint8Array,
	BOOL: Uint8Array,
} as const;

/** The inputs of a model's first subgraph, in the shape the file gives them. Throws a Refusal for one that cannot be filled. */
export function graphInputs(model: Model): readonly GraphInput[] {
	const [graph] = model.subgraphs ?? [];
	return (graph?.inputs ?? []).map((index) => {
		const tensor = graph?.tensors?.[index] as Tensor;
		const { shape = [], name = String(index) } = tensor;
		const array = (
			ARRAYS as Readonly<Record<string, new (count: number) => InputArray>>
		)[tensor.type];
		const count = elementCount(shape);
		if (array === undefined || count < 1) {
			throw new Refusal(
				`it cannot be calibrated: its input "${name}" is ${tensor.type} of shape [${shape.join(", ")}]`,
			);
		}
		return { name, shape, array: new array(count) };
	});
}

/** Samples of a dataset, drawn at random with a seed; a batch of several takes several of them. Throws a Refusal where the two do not fit. */
export function datasetSamples(
	dataset: Dataset,
	inputs: readonly GraphInput[],
	{ samples, seed }: { readonly samples: number; readonly seed: number },
): Samples {
	const size = elementCount(dataset.sampleShape);
	const batch = batchOf(dataset, inputs);
	const order = permutation(dataset.sampleCount, seededRandom(seed));
	const runs = Math.floor(Math.min(samples, order.length) / batch);
	if (runs < 1) {
		throw new Refusal(
			`one run of it takes ${batch} samples, and there are ${Math.min(samples, order.length)}`,
		);
	}
	return {
		description: `${runs * batch} samples of ${dataset.name} ${dataset.split} (${dataset.version}), ${dataset.preprocessing}, seed ${seed}`,
		runs,
		fill: (run, [array]) => {
			for (let place = 0; place < batch; place++) {
				const sample = order[run * batch + place] as number;
				dataset.fill(
					sample,
					(array as Float32Array).subarray(place * size, (place + 1) * size),
				);
			}
		},
	};
}

/** How many samples of a dataset a model takes at a time. */
function batchOf(dataset: Dataset, inputs: readonly GraphInput[]): number {
	const [input] = inputs;
	const batch = (input?.array.length ?? 0) / elementCount(dataset.sampleShape);
	if (
		inputs.length === 1 &&
		input?.array instanceof Float32Array &&
		Number.isInteger(batch)
	) {
		return batch;
	}
	const found = inputs.map(
		({ name, shape }) => `"${name}" [${shape.join(", ")}]`,
	);
	throw new Refusal(
		`it cannot be calibrated with ${dataset.name}, whose samples have the shape [${dataset.sampleShape.join(", ")}]: its inputs are ${found.join(", ") || "none"}`,
	);
}

/** An array of a .npy file with its path. */
export type NpyFile = NpyArray & { readonly path: string };

/**
 * Samples of .npy files, one file for each input in graph order; the first dimension counts the samples. Throws a
 * UserError where an array does not fit its input.
 */
export function npySamples(
	files: readonly NpyFile[],
	inputs: readonly GraphInput[],
	{ samples }: { readonly samples: number },
): Samples {
	const names = inputs.map(({ name }) => `"${name}"`).join(", ");
	if (files.length !== inputs.length) {
		throw new UserError(
			`The model has ${inputs.length} inputs (${names}), and there are ${files.length} .npy files. Give one for each, in this order.`,
		);
	}
	const runs = inputs.map((input, place) =>
		runsOf(files[place] as NpyFile, input),
	);
	const fewest = Math.min(samples, ...runs);
	if (new Set(runs).size > 1 || fewest < 1) {
		throw new UserError(
			`The .npy files hold ${runs.join(", ")} runs of the model; each must hold as many as the others, and one at least.`,
		);
	}
	return {
		description: `${fewest} runs of ${files.map(({ path }) => path).join(", ")}`,
		runs: fewest,
		fill: (run, arrays) => {
			for (const [place, array] of arrays.entries()) {
				copyRun(files[place] as NpyFile, run, array);
			}
		},
	};
}

/** Values drawn evenly from a range with a seed; whole numbers for inputs that are not floats. */
export function randomSamples({
	min,
	max,
	samples,
	seed,
}: {
	readonly min: number;
	readonly max: number;
	readonly samples: number;
	readonly seed: number;
}): Samples {
	const random = seededRandom(seed);
	const draw = () => min + random() * (max - min);
	return {
		description: `${samples} random inputs from ${min} to ${max}, seed ${seed}`,
		runs: samples,
		fill: (_run, arrays) => {
			for (const array of arrays) {
				for (let index = 0; index < array.length; index++) {
					array[index] =
						array instanceof Float32Array
							? draw()
							: array instanceof BigInt64Array
								? BigInt(Math.floor(Math.max(draw(), 0)))
								: Math.floor(Math.max(draw(), 0));
				}
			}
		},
	};
}

function runsOf(
	{ shape, data, path }: NpyFile,
	{ name, shape: wanted, array }: GraphInput,
): number {
	const sample = wanted.slice(1).join();
	const fits =
		shape.slice(1).join() === wanted.join() ||
		shape.slice(1).join() === sample ||
		shape.join() === wanted.join();
	const runs = data.length / array.length;
	if (!fits || !Number.isInteger(runs)) {
		throw new UserError(
			`${path}: the array has the shape [${shape.join(", ")}], which does not fit the input "${name}" of shape [${wanted.join(", ")}]. Expected [samples, ${wanted.slice(1).join(", ")}].`,
		);
	}
	return runs;
}

function copyRun({ data }: NpyFile, run: number, array: InputArray): void {
	const start = run * array.length;
	for (let index = 0; index < array.length; index++) {
		const value = data[start + index] ?? 0;
		array[index] =
			array instanceof BigInt64Array
				? BigInt(typeof value === "bigint" ? value : Math.trunc(value))
				: Number(value);
	}
}
