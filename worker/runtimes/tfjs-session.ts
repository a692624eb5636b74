import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs";
import type { Tfjs } from "../../lib/tfjs.ts";
import { takeSamples } from "./sampling.ts";
import {
	assertInputsFit,
	type ElementType,
	type Sampling,
	type Session,
	type TensorData,
	type TensorInfo,
} from "./session.ts";

/** A model that TensorFlow.js has loaded, and what is known of its loading. */
export type LoadedLayers = {
	readonly tf: Tfjs;
	readonly model: LayersModel;
	readonly loadMs: number;
	readonly runtimeVersion: string;
};

type TensorValues = Float32Array | Int32Array | Uint8Array;

/** Why a model cannot be used because one of its sizes is open, or undefined; an open batch counts as 1. */
export function unknownDimension(model: LayersModel): string | undefined {
	for (const { name, shape } of [...model.inputs, ...model.outputs]) {
		if (shape.slice(1).includes(null)) {
			return `Tensor "${name}" has no fixed size (shape [${shape.map((size) => size ?? "?").join(", ")}]), which the tfjs runtime needs.`;
		}
	}
	return undefined;
}

/** A LayersModel in TensorFlow.js, for which `unknownDimension` found nothing. The backend must be one that is synchronous. */
export class TfjsSession implements Session {
	readonly inputs: readonly TensorInfo[];
	readonly outputs: readonly TensorInfo[];
	readonly loadMs: number;
	readonly runtimeVersion: string;
	readonly coverage = undefined;
	readonly #tf: Tfjs;
	#model: LayersModel | undefined;

	constructor({ tf, model, loadMs, runtimeVersion }: LoadedLayers) {
		this.#tf = tf;
		this.#model = model;
		this.loadMs = loadMs;
		this.runtimeVersion = runtimeVersion;
		this.inputs = tensorInfos(model.inputNames, model.inputs);
		this.outputs = tensorInfos(model.outputNames, model.outputs);
	}

	async infer(inputs: readonly TensorData[]): Promise<readonly TensorData[]> {
		// On the backend `cpu` the arrays are the library's own.
		return this.#prepare(inputs)
			.infer()
			.map((data) => data.slice());
	}

	async sample(
		inputs: readonly TensorData[],
		sampling: Sampling,
	): Promise<Float64Array> {
		return takeSamples(this.#prepare(inputs), sampling);
	}

	async close(): Promise<void> {
		this.#model?.dispose();
		this.#model = undefined;
	}

	/** One call makes tensors of the inputs, runs the network and reads its outputs back. */
	#prepare(inputs: readonly TensorData[]): { infer(): TensorValues[] } {
		const model = this.#model;
		const tf = this.#tf;
		if (model === undefined) {
			throw new Error("The session is closed and cannot be used.");
		}
		assertInputsFit(inputs, this.inputs);
		const shapes = this.inputs.map(({ shape }) => [...shape]);
		const types = model.inputs.map(({ dtype }) => dtype);
		return {
			infer: () =>
				tf.tidy(() => {
					const tensors = inputs.map((data, index) =>
						tf.tensor(data as Float32Array, shapes[index], types[index]),
					);
					const outputs = [model.predict(tensors)].flat();
					return outputs.map((tensor): TensorValues => tensor.dataSync());
				}),
		};
	}
}

// A tensor's own name is numbered on where the process has loaded one of that name before.
function tensorInfos(
	names: readonly string[],
	tensors: readonly SymbolicTensor[],
): readonly TensorInfo[] {
	return tensors.map(({ shape, dtype }, index) => ({
		name: names[index] ?? "",
		type: ELEMENT_TYPES[dtype] ?? "float32",
		shape: shape.map((size) => size ?? 1),
	}));
}

const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
	float32: "float32",
	int32: "int32",
	bool: "bool",
};
