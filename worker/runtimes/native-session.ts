import { UserError } from "../../lib/errors.ts";
import type { NativeInterpreter, NativeTensor } from "./native-binding.ts";
import { takeSamples } from "./sampling.ts";
import {
	assertInputsFit,
	type Coverage,
	type ElementType,
	elementCount,
	type Sampling,
	type Session,
	type TensorData,
	type TensorInfo,
} from "./session.ts";

type SessionFacts = {
	readonly runtimeVersion: string;
	readonly loadMs: number;
	readonly coverage: Coverage | undefined;
};

/**
 * Why a loaded model cannot be used through the binding, or undefined when it can: a tensor of a type that has no array
 * here, or an output whose size is known only once the model runs (the binding fixes the room for it at loading).
 */
export function findUnsupportedTensor(
	interpreter: NativeInterpreter,
): string | undefined {
	for (const tensor of [
		...interpreter.getInputs(),
		...interpreter.getOutputs(),
	]) {
		if (TYPE_NAMES[tensor.dataType] === undefined) {
			return `Tensor "${tensor.name}" has the type ${tensor.dataType}, which the native runtime cannot exchange.`;
		}
		if (tensor.data().byteLength === 0) {
			return `Tensor "${tensor.name}" has no fixed size (shape [${parseShape(tensor.shape).join(", ")}]), which the native runtime needs.`;
		}
	}
	return undefined;
}

/** A model in the interpreter of tfjs-tflite-node, for which `findUnsupportedTensor` found nothing. */
export class NativeSession implements Session {
	readonly inputs: readonly TensorInfo[];
	readonly outputs: readonly TensorInfo[];
	readonly loadMs: number;
	readonly runtimeVersion: string;
	readonly coverage: Coverage | undefined;
	#interpreter: NativeInterpreter | undefined;
	readonly #inputData: readonly TensorData[];
	readonly #outputData: readonly TensorData[];

	constructor(interpreter: NativeInterpreter, facts: SessionFacts) {
		this.#interpreter = interpreter;
		this.loadMs = facts.loadMs;
		this.runtimeVersion = facts.runtimeVersion;
		this.coverage = facts.coverage;
		this.inputs = interpreter.getInputs().map(toTensorInfo);
		this.outputs = interpreter.getOutputs().map(toTensorInfo);
		this.#inputData = interpreter.getInputs().map((tensor) => tensor.data());
		this.#outputData = interpreter.getOutputs().map((tensor) => tensor.data());
	}

	async infer(inputs: readonly TensorData[]): Promise<readonly TensorData[]> {
		const interpreter = this.#place(inputs);
		interpreter.infer();
		this.#assertOutputsFixed(interpreter);
		return this.#outputData.map((data) => data.slice());
	}

	async sample(
		inputs: readonly TensorData[],
		sampling: Sampling,
	): Promise<Float64Array> {
		const interpreter = this.#place(inputs);
		const samples = takeSamples(interpreter, sampling);
		this.#assertOutputsFixed(interpreter);
		return samples;
	}

	async close(): Promise<void> {
		this.#interpreter = undefined;
	}

	#place(inputs: readonly TensorData[]): NativeInterpreter {
		if (this.#interpreter === undefined) {
			throw new Error("The session is closed and cannot be used.");
		}
		assertInputsFit(inputs, this.inputs);
		for (const [index, data] of inputs.entries()) {
			// Same type and length, checked above; the type system cannot pair two unions.
			(this.#inputData[index] as Float32Array).set(data as Float32Array);
		}
		return this.#interpreter;
	}

	// A kernel may give an output another shape while it runs; the binding's room for it stays as it was.
	#assertOutputsFixed(interpreter: NativeInterpreter): void {
		for (const [index, tensor] of interpreter.getOutputs().entries()) {
			const shape = parseShape(tensor.shape);
			const room = this.#outputData[index]?.length;
			if (elementCount(shape) !== room) {
				throw new UserError(
					`Output "${tensor.name}" changed its shape to [${shape.join(", ")}] while the model ran; the native runtime holds ${room} values and needs a fixed shape.`,
				);
			}
		}
	}
}

const TYPE_NAMES: Readonly<Record<string, ElementType>> = {
	float32: "float32",
	float64: "float64",
	int8: "int8",
	uint8: "uint8",
	int16: "int16",
	int32: "int32",
	uint32: "uint32",
	kTfLiteInt64: "int64",
	kTfLiteUInt64: "uint64",
	bool: "bool",
};

function toTensorInfo(tensor: NativeTensor): TensorInfo {
	const { name, dataType } = tensor;
	const type = TYPE_NAMES[dataType];
	if (type === undefined) {
		throw new Error(`Tensor "${name}" has the unknown type ${dataType}.`);
	}
	return { name, type, shape: parseShape(tensor.shape) };
}

function parseShape(text: string): number[] {
	return text === "" ? [] : text.split(",").map(Number);
}
