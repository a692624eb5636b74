import { seededRandom } from "../../lib/random.ts";
import {
	affineQuantization,
	encodeModel,
	type Model,
	type Tensor,
} from "../../models/tflite/index.ts";
import { calibrate } from "../../models/variants/calibration/calibrate.ts";
import { tensorRanges } from "../../models/variants/calibration/ranges-file.ts";
import { randomSamples } from "../../models/variants/calibration/samples.ts";
import type { TensorRanges } from "../../models/variants/int8.ts";
import { record } from "../../worker/record.ts";
import { loadNativeBinding } from "../../worker/runtimes/native-binding.ts";

/** Runs a model on real values: quantized ones go in and come out as their inputs and outputs say. */
export type RealModel = (
	inputs: readonly Float32Array[],
) => readonly Float32Array[];

/** Opens a model in the native runtime, in this process. Throws what the runtime says of a model it refuses. */
export function openModel(model: Model): RealModel {
	const library = loadNativeBinding();
	if (library.status === "missing") {
		throw new Error(library.reason);
	}
	const bytes = new Uint8Array(encodeModel(model)).buffer;
	const interpreter = new library.binding.Interpreter(bytes, { threads: 1 });
	const [graph] = model.subgraphs ?? [];
	const tensor = (index: number) => graph?.tensors?.[index] as Tensor;
	return (inputs) => {
		for (const [place, index] of (graph?.inputs ?? []).entries()) {
			const target = interpreter.getInputs()[place]?.data() as Float32Array;
			target.set(stored(tensor(index), inputs[place] as Float32Array));
		}
		interpreter.infer();
		return (graph?.outputs ?? []).map((index, place) => {
			const values = interpreter.getOutputs()[place]?.data() as Float32Array;
			return real(tensor(index), values);
		});
	};
}

/** Seeded inputs for a float model, drawn evenly from [-1, 1). */
export function randomInputsOf(
	{ subgraphs = [] }: Model,
	seed: number,
): readonly Float32Array[] {
	const random = seededRandom(seed);
	const [graph] = subgraphs;
	return (graph?.inputs ?? []).map((index) => {
		const shape = graph?.tensors?.[index]?.shape ?? [];
		const length = shape.reduce((product, side) => product * side, 1);
		return Float32Array.from({ length }, () => random() * 2 - 1);
	});
}

/** The ranges of a float model's tensors over random inputs, observed in this process. */
export async function observedRanges(
	model: Model,
	{ samples = 20, seed = 1 } = {},
): Promise<TensorRanges> {
	const calibration = await calibrate({
		bytes: encodeModel(model),
		file: "model",
		samples: async () => randomSamples({ min: -1, max: 1, samples, seed }),
		method: { name: "min-max" },
		record: async (job) => record(job),
		signal: new AbortController().signal,
	});
	return tensorRanges(calibration);
}

function stored(tensor: Tensor, values: Float32Array): Float32Array {
	const affine = affineQuantization(tensor);
	const [scale = 1] = affine?.scales ?? [];
	const [zeroPoint = 0] = affine?.zeroPoints ?? [];
	const [low, high] = tensor.type === "UINT8" ? [0, 255] : [-128, 127];
	return affine === undefined
		? values
		: values.map((value) =>
				Math.min(high, Math.max(low, Math.round(value / scale) + zeroPoint)),
			);
}

function real(tensor: Tensor, values: Float32Array): Float32Array {
	const affine = affineQuantization(tensor);
	const [scale = 1] = affine?.scales ?? [];
	const [zeroPoint = 0] = affine?.zeroPoints ?? [];
	return affine === undefined
		? Float32Array.from(values)
		: Float32Array.from(values, (value) => (value - zeroPoint) * scale);
}
