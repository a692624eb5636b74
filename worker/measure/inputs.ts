import type { Dataset } from "../../datasets/dataset.ts";
import { seededRandom } from "../../lib/random.ts";
import type { TensorSpec } from "../../plan/graph-interface.ts";
import {
	ELEMENT_ARRAYS,
	elementCount,
	type TensorData,
	type TensorInfo,
} from "../runtimes/session.ts";

/** Writes a sample of a dataset into the one input tensor of a model, quantized as the file says, and gives it. */
export type SampleEncoder = (sample: number) => TensorData;

type Quantization = NonNullable<TensorSpec["quantization"]>;

/** A model's inputs: as the runtime allocated them, and as the file declares them. */
export type ModelInputs = {
	readonly infos: readonly TensorInfo[];
	readonly specs: readonly TensorSpec[];
};

/** A tensor of a type whose values are quantized, with the range of that type. */
type IntegerTensor = {
	readonly data:
		| Int8Array<ArrayBuffer>
		| Uint8Array<ArrayBuffer>
		| Int16Array<ArrayBuffer>;
	readonly low: number;
	readonly high: number;
};

function integerTensor({ type, shape }: TensorInfo): IntegerTensor | undefined {
	const count = elementCount(shape);
	switch (type) {
		case "int8":
			return { data: new Int8Array(count), low: -128, high: 127 };
		case "uint8":
			return { data: new Uint8Array(count), low: 0, high: 255 };
		case "int16":
			return { data: new Int16Array(count), low: -32768, high: 32767 };
		default:
			return undefined;
	}
}

/**
 * Makes the encoder that feeds a dataset to a model: real values as they are, or
 * `q = round(real / scale) + zeroPoint`, halves away from zero, clamped to the type (TensorFlow Lite's 8-bit
 * quantization specification). Gives the reason where the two do not fit together.
 */
export function sampleEncoder(
	{ infos, specs }: ModelInputs,
	dataset: Dataset,
): SampleEncoder | { readonly unsupported: string } {
	const [info] = infos;
	if (info === undefined || infos.length !== 1) {
		return {
			unsupported: `the dataset ${dataset.name} gives one input; the model has ${infos.length}`,
		};
	}
	const elements = elementCount(info.shape);
	if (elements !== elementCount(dataset.sampleShape)) {
		return {
			unsupported: `a sample of ${dataset.name} has the shape [${dataset.sampleShape}]; the model's input "${info.name}" has [${info.shape}]`,
		};
	}
	const real = new Float32Array(elements);
	if (info.type === "float32") {
		return (sample) => {
			dataset.fill(sample, real);
			return real;
		};
	}
	const tensor = integerTensor(info);
	const quantization = specs[0]?.quantization;
	if (
		tensor === undefined ||
		quantization === null ||
		quantization === undefined
	) {
		return {
			unsupported: `the model's input "${info.name}" is ${info.type} and the file does not say how real values are quantized for it`,
		};
	}
	return (sample) => {
		dataset.fill(sample, real);
		quantize(real, tensor, quantization);
		return tensor.data;
	};
}

function quantize(
	real: Float32Array,
	{ data, low, high }: IntegerTensor,
	{ scale, zeroPoint }: Quantization,
): void {
	for (let index = 0; index < real.length; index += 1) {
		const scaled = (real[index] as number) / scale;
		const rounded =
			Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5) + zeroPoint;
		data[index] = Math.min(high, Math.max(low, rounded));
	}
}

/**
 * Seeded inputs for a model without a dataset: floats drawn evenly from [-1, 1), 8- and 16-bit integers from their whole
 * range; anything else (indices, lengths, flags) is zero, which is valid wherever a value addresses
 * something.
 */
export function randomInputs(
	infos: readonly TensorInfo[],
	seed: number,
): readonly TensorData[] {
	const random = seededRandom(seed);
	return infos.map((info) => {
		const integers = integerTensor(info);
		if (integers !== undefined) {
			const { data, low, high } = integers;
			return data.map(() => low + Math.floor(random() * (high - low + 1)));
		}
		const data = new ELEMENT_ARRAYS[info.type](elementCount(info.shape));
		return data instanceof Float32Array || data instanceof Float64Array
			? data.map(() => random() * 2 - 1)
			: data;
	});
}
