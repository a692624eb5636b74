import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LayersModel as TfjsModel } from "@tensorflow/tfjs";
import { seededRandom } from "../../../lib/random.ts";
import { convertLayersModel } from "../../../models/convert/convert.ts";
import {
	type LayersModel,
	readLayersModel,
} from "../../../models/convert/layers-model.ts";
import { encodeModel, type Model } from "../../../models/tflite/index.ts";
import { type Tfjs, trainingBackends } from "../../../models/zoo/tfjs.ts";

type Runner = {
	getInputs(): { shape: string; data(): Float32Array }[];
	getOutputs(): { shape: string; data(): Float32Array }[];
	infer(): boolean;
};

const { TFLiteNodeModelRunner } = createRequire(import.meta.url)(
	"tfjs-tflite-node",
) as {
	TFLiteNodeModelRunner: new (
		model: ArrayBuffer,
		options: { threads: number },
	) => Runner;
};

/** TensorFlow.js on its plain backend, the reference for converted models. */
export async function loadReference(): Promise<Tfjs> {
	const wasm = trainingBackends().find(({ name }) => name === "tfjs-wasm");
	const tf = await wasm?.load();
	await tf?.setBackend("cpu");
	return tf as Tfjs;
}

/** Saves a model as TensorFlow.js does, with its weights in `shards` files, and reads it again. */
export async function saveAndRead(
	tf: Tfjs,
	model: TfjsModel,
	shards = 1,
): Promise<LayersModel> {
	const directory = mkdtempSync(join(tmpdir(), "quantgrid-convert-"));
	try {
		await saveModel(tf, model, { directory, shards });
		return await readLayersModel(join(directory, "model.json"));
	} finally {
		rmSync(directory, { recursive: true });
	}
}

/** Writes `model.json` and the weight files of a model into a folder. */
export async function saveModel(
	tf: Tfjs,
	model: TfjsModel,
	{ directory, shards }: { directory: string; shards: number },
): Promise<void> {
	await model.save(
		tf.io.withSaveHandler(async (artifacts) => {
			const { format, modelTopology, weightSpecs, weightData } = artifacts;
			const bytes = new Uint8Array(
				tf.io.concatenateArrayBuffers([weightData ?? []].flat()),
			);
			const step = Math.ceil(bytes.length / shards);
			const paths = Array.from({ length: shards }, (_, i) => {
				const name = `group1-shard${i + 1}of${shards}.bin`;
				const part = bytes.subarray(i * step, (i + 1) * step);
				writeFileSync(join(directory, name), part);
				return name;
			});
			const weightsManifest = [{ paths, weights: weightSpecs }];
			writeFileSync(
				join(directory, "model.json"),
				JSON.stringify({ format, modelTopology, weightsManifest }),
			);
			return {
				modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts),
			};
		}),
	);
}

/** Gives every weight of a model seeded values in [-1, 1), so that biases count as well, and variances in [0.5, 1.5). */
export function randomizeWeights(
	tf: Tfjs,
	model: TfjsModel,
	seed: number,
): void {
	const random = seededRandom(seed);
	const tensors = model.weights.map(({ originalName, shape }) => {
		const sizes = shape as number[];
		const values = reals(product(sizes), random);
		return tf.tensor(
			originalName.endsWith("/moving_variance")
				? values.map((value) => 1 + value / 2)
				: values,
			sizes,
		);
	});
	model.setWeights(tensors);
}

/** What a model gives for seeded inputs: its shapes and values, once in TensorFlow.js, once converted in TFLite. */
export async function runBoth(
	tf: Tfjs,
	model: TfjsModel,
	seed: number,
): Promise<{ model: Model; expected: Output[]; actual: Output[] }> {
	const random = seededRandom(seed);
	const converted = convertLayersModel(await saveAndRead(tf, model));
	const inputs = model.inputs.map(({ shape }) => {
		const sizes = [shape[0] ?? 1, ...shape.slice(1)] as number[];
		return { shape: sizes, data: reals(product(sizes), random) };
	});
	const tensors = inputs.map(({ shape, data }) => tf.tensor(data, shape));
	const results = [model.predict(tensors)].flat();
	const expected = results.map((tensor) => ({
		shape: tensor.shape,
		data: tensor.dataSync<"float32">(),
	}));
	const actual = runTflite(
		encodeModel(converted),
		inputs.map(({ data }) => data),
	);
	return { model: converted, expected, actual };
}

/** What a .tflite file gives for its inputs, natively and without a delegate. */
export function runTflite(
	file: Uint8Array,
	inputs: readonly Float32Array[],
): Output[] {
	const runner = new TFLiteNodeModelRunner(new Uint8Array(file).buffer, {
		threads: 1,
	});
	runner.getInputs().forEach((input, i) => {
		input.data().set(inputs[i] as Float32Array);
	});
	if (!runner.infer()) {
		throw new Error("TFLite did not run the model.");
	}
	return runner.getOutputs().map((output) => ({
		shape: output.shape.split(",").map(Number),
		data: Float32Array.from(output.data()),
	}));
}

/** One output of a model. */
export type Output = {
	readonly shape: readonly number[];
	readonly data: Float32Array;
};

/** The largest absolute difference of two outputs; infinite when their lengths differ or a value is not a number. */
export function largestDifference(a: Output, b: Output): number {
	if (a.data.length !== b.data.length) {
		return Number.POSITIVE_INFINITY;
	}
	return a.data.reduce((largest, value, i) => {
		const difference = Math.abs(value - (b.data[i] as number));
		return difference <= largest
			? largest
			: Number.isNaN(difference)
				? Number.POSITIVE_INFINITY
				: difference;
	}, 0);
}

/** Seeded values in [-1, 1). */
export function seededReals(
	length: number,
	seed: number,
): Float32Array<ArrayBuffer> {
	return reals(length, seededRandom(seed));
}

function reals(
	length: number,
	random: () => number,
): Float32Array<ArrayBuffer> {
	return Float32Array.from({ length }, () => random() * 2 - 1);
}

function product(numbers: readonly number[]): number {
	return numbers.reduce((a, b) => a * b, 1);
}
