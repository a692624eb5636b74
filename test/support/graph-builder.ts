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

/** Starts a graph without tensors. */
export function graphBuilder(): GraphBuilder {
	const tensors: Tensor[] = [];
	const buffers: Buffer[] = [createTable("Buffer", {})];
	const codes: OperatorCode[] = [];
	const operators: Operator[] = [];
	const inputs: number[] = [];
	const addTensor = (
		shape: readonly number[],
		type: Tensor["type"],
		data?: Uint8Array,
	): Value => {
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
	};
	return {
		input: (shape) => {
			const value = addTensor(shape, "FLOAT32");
			inputs.push(value.index);
			return value;
		},
		constant: (shape, values) => {
			const array =
				values instanceof Int32Array ? values : Float32Array.from(values);
			const type = values instanceof Int32Array ? "INT32" : "FLOAT32";
			return addTensor(shape, type, new Uint8Array(array.buffer));
		},
		add: ({ operator, version = 1, inputs, outputs, options, customName }) => {
			const results = outputs.map((shape) => addTensor(shape, "FLOAT32"));
			const code = {
				...builtinOperatorCode(operator, version),
				customCode: customName,
			};
			const known = codes.findIndex(
				(other) =>
					other.builtinCode === operator &&
					other.version === version &&
					other.customCode === customName,
			);
			operators.push(
				createTable("Operator", {
					opcodeIndex: known >= 0 ? known : codes.push(code) - 1,
					inputs: inputs.map((value) => value?.index ?? -1),
					outputs: results.map(({ index }) => index),
					builtinOptions: options as BuiltinOptions | undefined,
				}),
			);
			return results;
		},
		model: (outputs, hasOpenBatch = false) => {
			const computed = new Set([
				...inputs,
				...operators.flatMap((operator) => operator.outputs ?? []),
			]);
			return createTable("Model", {
				version: 3,
				description: "built for a test",
				operatorCodes: codes,
				buffers: [
					...buffers,
					createTable("Buffer", {
						data: new TextEncoder().encode("1.5.0".padEnd(16, "\0")),
					}),
				],
				metadata: [
					createTable("Metadata", {
						name: "min_runtime_version",
						buffer: buffers.length,
					}),
				],
				signatureDefs: [
					createTable("SignatureDef", {
						signatureKey: "serving_default",
						inputs: inputs.map((tensorIndex, place) => ({
							name: `x${place}`,
							tensorIndex,
						})),
						outputs: outputs.map(({ index }, place) => ({
							name: `y${place}`,
							tensorIndex: index,
						})),
					}),
				],
				subgraphs: [
					createTable("SubGraph", {
						name: "main",
						tensors: tensors.map((tensor, index) =>
							hasOpenBatch && computed.has(index) && tensor.shape?.[0] === 1
								? {
										...tensor,
										shapeSignature: [-1, ...(tensor.shape ?? []).slice(1)],
									}
								: tensor,
						),
						inputs,
						outputs: outputs.map(({ index }) => index),
						operators,
					}),
				],
			});
		},
	};
}

/** The options of an operator. */
export const options = createOptions;
