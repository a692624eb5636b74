import {
	type Buffer,
	type BuiltinOperator,
	builtinOperatorCode,
	createOptions,
	createTable,
	type Model,
	type Operator,
	type Tensor,
	type TensorType,
} from "../../../models/tflite/index.ts";

/** One operator of a chain: what it makes of the tensor before it. */
export type Link = {
	readonly operator: BuiltinOperator;
	/** The type and shape of its output; as the tensor before it where they are not said. */
	readonly type?: TensorType;
	readonly shape?: readonly number[];
	/** The sizes of the output where one is open, as -1. */
	readonly signature?: readonly number[];
	/** Bytes of int8 weights that it reads. */
	readonly weightBytes?: number;
	/** An int32 constant that it reads, such as axes. */
	readonly constant?: readonly number[];
	/** How far back in the chain its input lies; 1 unless said. */
	readonly back?: number;
	readonly options?: Operator["builtinOptions"];
};

export { createOptions };

/** A model whose operators follow one another from one input, which is of the given type and shape. */
export function chainModel(
	input: { readonly type: TensorType; readonly shape: readonly number[] },
	links: readonly Link[],
): Model {
	const parts: Parts = {
		tensors: [tensor(input)],
		buffers: [createTable("Buffer", {})],
		chain: [0],
	};
	const codes = [...new Set(links.map(({ operator }) => operator))];
	const operators = links.map((link) =>
		createTable("Operator", {
			opcodeIndex: codes.indexOf(link.operator),
			inputs: inputsOf(link, parts),
			outputs: [outputOf(link, parts)],
			builtinOptions: link.options,
		}),
	);
	const { tensors, buffers, chain } = parts;
	const outputs = [chain.at(-1) ?? 0];
	return createTable("Model", {
		version: 3,
		operatorCodes: codes.map((code) => builtinOperatorCode(code, 1)),
		subgraphs: [
			createTable("SubGraph", { tensors, inputs: [0], outputs, operators }),
		],
		buffers,
	});
}

/** What a model under construction has so far; `chain` are the tensors from operator to operator. */
type Parts = {
	readonly tensors: Tensor[];
	readonly buffers: Buffer[];
	readonly chain: number[];
};

function inputsOf(
	{ weightBytes, constant, back = 1 }: Link,
	parts: Parts,
): readonly number[] {
	const inputs = [parts.chain.at(-back) ?? 0];
	if (weightBytes !== undefined) {
		const of = tensor({ type: "INT8", shape: [weightBytes] });
		inputs.push(addConstant(of, new Uint8Array(weightBytes), parts));
	}
	if (constant !== undefined) {
		const of = tensor({ type: "INT32", shape: [constant.length] });
		const data = new Uint8Array(Int32Array.from(constant).buffer);
		inputs.push(addConstant(of, data, parts));
	}
	return inputs;
}

function addConstant(
	of: Tensor,
	data: Uint8Array,
	{ tensors, buffers }: Parts,
): number {
	buffers.push(createTable("Buffer", { data }));
	tensors.push({ ...of, buffer: buffers.length - 1 });
	return tensors.length - 1;
}

function outputOf(
	{ type, shape, signature, back = 1 }: Link,
	{ tensors, chain }: Parts,
): number {
	const before = tensors[chain.at(-back) ?? 0] as Tensor;
	tensors.push(
		tensor({
			type: type ?? (before.type as TensorType),
			shape: shape ?? before.shape ?? [],
			signature,
		}),
	);
	chain.push(tensors.length - 1);
	return tensors.length - 1;
}

function tensor({
	type,
	shape,
	signature,
}: {
	readonly type: TensorType;
	readonly shape: readonly number[];
	readonly signature?: readonly number[] | undefined;
}): Tensor {
	const quantization =
		type === "FLOAT32"
			? undefined
			: createTable("QuantizationParameters", {
					scale: [0.5],
					zeroPoint: [0n],
				});
	return createTable("Tensor", {
		type,
		shape,
		shapeSignature: signature,
		quantization,
	});
}
