import { encodeModel } from "../models/tflite/encode.ts";
import type {
	BuiltinOperator,
	Model,
	Tensor,
	TensorType,
} from "../models/tflite/types.ts";

/** A tensor of a tiny model; with `values` it is a float32 constant. */
type TinyTensor = {
	readonly name: string;
	readonly type: TensorType;
	readonly shape: readonly number[];
	readonly values?: readonly number[];
};

/** A model of one operator that takes and gives tensors by their index. */
export type TinyModel = {
	readonly tensors: readonly TinyTensor[];
	readonly operator: BuiltinOperator;
	readonly version?: number;
	readonly customName?: string;
	readonly operatorInputs: readonly number[];
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
};

/** A float32 tensor that is not constant. */
export const floatTensor = (
	name: string,
	shape: readonly number[],
): TinyTensor => ({
	name,
	type: "FLOAT32",
	shape,
});

/** Fully connected, 4 floats to 2: `y = [1 2 3 4; -1 0 0 1] x + [10, 20]`. */
export const DENSE: TinyModel = {
	tensors: [
		floatTensor("x", [1, 4]),
		{ ...floatTensor("weights", [2, 4]), values: [1, 2, 3, 4, -1, 0, 0, 1] },
		{ ...floatTensor("bias", [2]), values: [10, 20] },
		floatTensor("y", [1, 2]),
	],
	operator: "FULLY_CONNECTED",
	operatorInputs: [0, 1, 2],
	inputs: [0],
	outputs: [3],
};

/** The bytes of a tiny model as a .tflite file. */
export function tinyModelBytes(tiny: TinyModel): Uint8Array {
	return encodeModel(toModel(tiny));
}

function toModel(tiny: TinyModel): Model {
	const { operator, version = 1, customName, operatorInputs } = tiny;
	const operators = [
		{
			opcodeIndex: 0,
			inputs: operatorInputs,
			outputs: tiny.outputs,
			customOptionsFormat: "FLEXBUFFERS",
			largeCustomOptionsOffset: 0n,
			largeCustomOptionsSize: 0n,
			debugMetadataIndex: -1,
		},
	] as const;
	return {
		version: 3,
		operatorCodes: [
			{
				deprecatedBuiltinCode: OPERATOR_CODES[operator] ?? 127,
				builtinCode: operator,
				version,
				customCode: customName,
			},
		],
		subgraphs: [
			{
				tensors: tiny.tensors.map(toTensor),
				inputs: tiny.inputs,
				outputs: tiny.outputs,
				operators,
				debugMetadataIndex: -1,
			},
		],
		buffers: [
			{ offset: 0n, size: 0n },
			...tiny.tensors.map(({ values }) => ({
				...(values && {
					data: new Uint8Array(new Float32Array(values).buffer),
				}),
				offset: 0n,
				size: 0n,
			})),
		],
	};
}

// The older of the two operator fields, which holds codes below 127 (schema of TensorFlow Lite, OperatorCode).
const OPERATOR_CODES: Readonly<Partial<Record<BuiltinOperator, number>>> = {
	ADD: 0,
	FULLY_CONNECTED: 9,
	CUSTOM: 32,
	CAST: 53,
	WHERE: 109,
};

function toTensor({ name, type, shape }: TinyTensor, index: number): Tensor {
	return {
		name,
		type,
		shape,
		buffer: index + 1,
		isVariable: false,
		hasRank: true,
		externalBuffer: 0,
	};
}
