import {
	type Buffer,
	builtinOperatorCode,
	createOptions,
	createTable,
	type Model,
	type Operator,
	type OperatorCode,
	type Tensor,
} from "../../models/tflite/index.ts";
import type {
	BuiltinOperator,
	BuiltinOptions,
} from "../../models/tflite/types.ts";

/** A float tensor of a graph that is being built: its index and shape. */
export type Value = {
	readonly index: number;
	readonly shape: readonly number[];
};

/** What an operator is made of, beside its inputs. */
export type OperatorSpec = {
	readonly operator: BuiltinOperator;
	readonly version?: number;
	readonly inputs: readonly (Value | undefined)[];
	readonly outputs: readonly (readonly number[])[];
	readonly options?: { readonly type: string; readonly value: object };
	readonly customName?: string;
};

/** Builds a float model of one subgraph by hand. */
export type GraphBuilder = {
	readonly input: (shape: readonly number[]) => Value;
	readonly constant: (
		shape: readonly number[],
		values: readonly number[] | Float32Array | Int32Array,
	) => Value;
	/** Adds an operator and gives its outputs. */
	readonly add: (spec: OperatorSpec) => readonly Value[];
	readonly model: (outputs: readonly Value[], hasOpenBatch?: boolean) => Model;
};

/** A graph as it grows. */
type Parts = {
	readonly tensors: Tensor[];
	readonly buffers: Buffer[];
	readonly codes: OperatorCode[];
	readonly operators: Operator[];
	readonly inputs: number[];
};

/** Starts a graph without tensors. */
export function graphBuilder(): GraphBuilder {
	const parts: Parts = {
		tensors: [],
		buffers: [createTable("Buffer", {})],
		codes: [],
		operators: [],
		inputs: [],
	};
	return {
		input: (shape) => {
			const value = addTensor(parts, shape, { type: "FLOAT32" });
			parts.inputs.push(value.index);
			return value;
		},
		constant: (shape, values) => {
			const array =
				values instanceof Int32Array ? values : Float32Array.from(values);
			const type = values instanceof Int32Array ? "INT32" : "FLOAT32";
			return addTensor(parts, shape, {
				type,
				data: new Uint8Array(array.buffer),
			});
		},
		add: (spec) => addOperator(parts, spec),
		model: (outputs, hasOpenBatch = false) =>
			toModel(parts, outputs, hasOpenBatch),
	};
}

function addTensor(
	{ tensors, buffers }: Parts,
	shape: readonly number[],
	{ type, data }: { readonly type: Tensor["type"]; readonly data?: Uint8Array },
): Value {
	const index = tensors.length;
	buffers.push(createTable("Buffer", { data }));
	tensors.push(
		createTable("Tensor", {
			name: `${data === undefined ? "value" : "constant"}_${index}`,
			shape,
			type,
			buffer: buffers.length - 1,
			quantization: createTable("QuantizationParameters", {}),
			hasRank: true,
		}),
	);
	return { index, shape };
}

function addOperator(parts: Parts, spec: OperatorSpec): readonly Value[] {
	const { codes, operators } = parts;
	const { operator, version = 1, customName } = spec;
	const results = spec.outputs.map((shape) =>
		addTensor(parts, shape, { type: "FLOAT32" }),
	);
	const known = codes.findIndex(
		(other) =>
			other.builtinCode === operator &&
			other.version === version &&
			other.customCode === customName,
	);
	const code = {
		...builtinOperatorCode(operator, version),
		customCode: customName,
	};
	operators.push(
		createTable("Operator", {
			opcodeIndex: known >= 0 ? known : codes.push(code) - 1,
			inputs: spec.inputs.map((value) => value?.index ?? -1),
			outputs: results.map(({ index }) => index),
			builtinOptions: spec.options as BuiltinOptions | undefined,
		}),
	);
	return results;
}

function toModel(
	{ tensors, buffers, codes, operators, inputs }: Parts,
	outputs: readonly Value[],
	hasOpenBatch: boolean,
): Model {
	const computed = new Set([
		...inputs,
		...operators.flatMap((operator) => operator.outputs ?? []),
	]);
	const opened = (tensor: Tensor, index: number): Tensor =>
		hasOpenBatch && computed.has(index) && tensor.shape?.[0] === 1
			? { ...tensor, shapeSignature: [-1, ...tensor.shape.slice(1)] }
			: tensor;
	const version = new TextEncoder().encode("1.5.0".padEnd(16, "\0"));
	const places = outputs.map(({ index }) => index);
	return createTable("Model", {
		version: 3,
		description: "built for a test",
		operatorCodes: codes,
		buffers: [...buffers, createTable("Buffer", { data: version })],
		metadata: [
			createTable("Metadata", {
				name: "min_runtime_version",
				buffer: buffers.length,
			}),
		],
		signatureDefs: [signature(inputs, places)],
		subgraphs: [
			createTable("SubGraph", {
				name: "main",
				tensors: tensors.map(opened),
				inputs,
				outputs: places,
				operators,
			}),
		],
	});
}

function signature(inputs: readonly number[], outputs: readonly number[]) {
	return createTable("SignatureDef", {
		signatureKey: "serving_default",
		inputs: named("x", inputs),
		outputs: named("y", outputs),
	});
}

function named(letter: string, indices: readonly number[]) {
	return indices.map((tensorIndex, place) => ({
		name: `${letter}${place}`,
		tensorIndex,
	}));
}

/** The options of an operator. */
export const options = createOptions;
