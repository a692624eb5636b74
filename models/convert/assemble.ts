import {
	type Buffer,
	builtinOperatorCode,
	createTable,
	type Model,
	type Operator,
	type OperatorCode,
	type SignatureDef,
	type Tensor,
} from "../tflite/index.ts";
import type { Draft, DraftOperator, Port, Value } from "./draft.ts";
import { minimumRuntime } from "./operator-versions.ts";

const SCHEMA_VERSION = 3;
const RUNTIME_VERSION_BYTES = 16;

/**
 * The file model of a draft. Tensors stand in the order inputs, constants, computed values, each with a buffer of its
 * own, which is empty unless it is a constant. Buffer 0 stays empty, as the format demands.
 */
export function assemble(draft: Draft): Model {
	const values = collectValues(draft);
	const index = new Map(values.map((value, i) => [value, i]));
	const at = (value: Value | undefined) =>
		value === undefined ? -1 : (index.get(value) ?? -1);
	const codes = collectCodes(draft.operators);
	const operators = draft.operators.map((operator) =>
		toOperator(operator, codes.get(codeKey(operator))?.index ?? 0, at),
	);
	const buffers = [
		createTable("Buffer", {}),
		...values.map(toBuffer),
		runtimeVersionBuffer(draft.operators),
	];
	return createTable("Model", {
		version: SCHEMA_VERSION,
		description: "Converted by quantgrid.",
		operatorCodes: [...codes.values()].map(({ code }) => code),
		subgraphs: [
			createTable("SubGraph", {
				name: "main",
				tensors: values.map((value, i) => toTensor(value, i + 1)),
				inputs: draft.inputs.map(({ value }) => at(value)),
				outputs: draft.outputs.map(({ value }) => at(value)),
				operators,
			}),
		],
		buffers,
		metadata: [
			createTable("Metadata", {
				name: "min_runtime_version",
				buffer: buffers.length - 1,
			}),
		],
		signatureDefs: [toSignature(draft, at)],
	});
}

function collectValues({ inputs, operators }: Draft): Value[] {
	const used = operators.flatMap((operator) => operator.inputs);
	return [
		...new Set([
			...inputs.map(({ value }) => value),
			...used.filter((value) => value?.data !== undefined),
			...operators.map(({ output }) => output),
		]),
	].filter((value) => value !== undefined);
}

function codeKey({ operator, version }: DraftOperator): string {
	return `${operator} ${version}`;
}

function collectCodes(
	operators: readonly DraftOperator[],
): ReadonlyMap<string, { index: number; code: OperatorCode }> {
	const codes = new Map<string, { index: number; code: OperatorCode }>();
	for (const operator of operators) {
		const key = codeKey(operator);
		if (!codes.has(key)) {
			const code = builtinOperatorCode(operator.operator, operator.version);
			codes.set(key, { index: codes.size, code });
		}
	}
	return codes;
}

function toOperator(
	{ inputs, output, options }: DraftOperator,
	opcodeIndex: number,
	at: (value: Value | undefined) => number,
): Operator {
	return createTable("Operator", {
		opcodeIndex,
		inputs: inputs.map(at),
		outputs: [at(output)],
		builtinOptions: options,
	});
}

function toTensor(
	{ name, shape, isBatched, data }: Value,
	buffer: number,
): Tensor {
	return createTable("Tensor", {
		name,
		shape,
		shapeSignature: isBatched ? [-1, ...shape.slice(1)] : undefined,
		type: data instanceof Int32Array ? "INT32" : "FLOAT32",
		buffer,
		quantization: createTable("QuantizationParameters", {}),
		hasRank: true,
	});
}

function toBuffer({ data }: Value): Buffer {
	return createTable("Buffer", { data: data && littleEndian(data) });
}

function littleEndian(data: Float32Array | Int32Array): Uint8Array {
	const bytes = new Uint8Array(data.byteLength);
	const view = new DataView(bytes.buffer);
	const isInteger = data instanceof Int32Array;
	for (let i = 0; i < data.length; i++) {
		const value = data[i] as number;
		if (isInteger) {
			view.setInt32(4 * i, value, true);
		} else {
			view.setFloat32(4 * i, value, true);
		}
	}
	return bytes;
}

function runtimeVersionBuffer(operators: readonly DraftOperator[]): Buffer {
	const data = new Uint8Array(RUNTIME_VERSION_BYTES);
	data.set(new TextEncoder().encode(minimumRuntime(operators)));
	return createTable("Buffer", { data });
}

function toSignature(
	{ inputs, outputs }: Draft,
	at: (value: Value | undefined) => number,
): SignatureDef {
	return createTable("SignatureDef", {
		signatureKey: "serving_default",
		inputs: inputs.map((port) => toTensorMap(port, at)),
		outputs: outputs.map((port) => toTensorMap(port, at)),
	});
}

function toTensorMap(
	{ name, value }: Port,
	at: (value: Value | undefined) => number,
) {
	return createTable("TensorMap", { name, tensorIndex: at(value) });
}
