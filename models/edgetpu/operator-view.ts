import {
	elementCount,
	type Model,
	type Operator,
	operatorName,
	type SubGraph,
	type Tensor,
	tensorData,
	tensorValues,
} from "../tflite/index.ts";

/** An operator with the tensors it reads and writes, as the rules of the Edge TPU ask for them. */
export type OperatorView = {
	readonly name: string;
	readonly options: Readonly<Record<string, unknown>>;
	readonly inputs: readonly TensorView[];
	readonly outputs: readonly TensorView[];
};

/** A tensor of an operator. */
export type TensorView = {
	readonly index: number;
	readonly type: Tensor["type"];
	readonly shape: readonly number[];
	/** Whether a size besides that of the batch is open. */
	readonly isDynamic: boolean;
	readonly isQuantized: boolean;
	/** Whether it is a state that is carried from inference to inference. */
	readonly isVariable: boolean;
	readonly zeroPoint: number;
	/** The bytes of a constant; 0 for a tensor that is computed. */
	readonly constantBytes: number;
	/** The values of a constant. */
	readonly constant: readonly number[] | undefined;
};

/** What the rules ask of an operator. Tensors that are absent (index -1) are left out. */
export function operatorView(
	model: Model,
	graph: SubGraph,
	operator: Operator,
): OperatorView {
	const view = (index: number): readonly TensorView[] => {
		const tensor = graph.tensors?.[index];
		return tensor === undefined ? [] : [tensorView(model, tensor, index)];
	};
	return {
		name: operatorName(model, operator),
		options: {
			...operator.builtinOptions?.value,
			...operator.builtinOptions2?.value,
		},
		inputs: (operator.inputs ?? []).flatMap(view),
		outputs: (operator.outputs ?? []).flatMap(view),
	};
}

function tensorView(model: Model, tensor: Tensor, index: number): TensorView {
	const { type, shape = [], shapeSignature = shape, quantization } = tensor;
	const constantBytes = tensorData(model, tensor)?.byteLength ?? 0;
	const isSmall = constantBytes > 0 && elementCount(shape) <= SMALL_CONSTANT;
	return {
		index,
		type,
		shape,
		isDynamic: shapeSignature.slice(1).some((size) => size < 0),
		isQuantized: (quantization?.scale?.length ?? 0) > 0,
		isVariable: tensor.isVariable,
		zeroPoint: Number(quantization?.zeroPoint?.[0] ?? 0n),
		constantBytes,
		constant: isSmall
			? Array.from(tensorValues(model, tensor) ?? [], Number)
			: undefined,
	};
}

/** Constants that say how an operator works (axes, paddings, zeros to be joined) are no larger than this. */
const SMALL_CONSTANT = 1 << 20;
