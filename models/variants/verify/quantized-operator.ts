import {
	type AffineQuantization,
	affineQuantization,
	builtinCode,
	isConstant,
	operatorCode,
	operatorName,
} from "../../tflite/index.ts";
import type { Model, Operator, SubGraph, Tensor } from "../../tflite/types.ts";
import type { QuantizationRule, Violation } from "./violation.ts";

/** An operator as the checks see it. */
export type CheckedOperator = {
	readonly model: Model;
	readonly place: string;
	/** The name of a builtin operator; undefined for custom and unknown ones. */
	readonly builtin: string | undefined;
	readonly version: number;
	readonly options: Readonly<Record<string, unknown>>;
	/** The tensors at its inputs, undefined where one is left out. */
	readonly inputs: readonly (CheckedTensor | undefined)[];
	readonly outputs: readonly (CheckedTensor | undefined)[];
};

/** A tensor as the checks see it. */
export type CheckedTensor = {
	readonly tensor: Tensor;
	readonly name: string;
	readonly type: string;
	readonly isConstant: boolean;
	readonly quantization: AffineQuantization | undefined;
};

/** The operators of a subgraph with all that is checked of them. */
export function checkedOperators(
	model: Model,
	graph: SubGraph,
	subgraph: number,
): readonly CheckedOperator[] {
	const tensors = (graph.tensors ?? []).map((tensor, index) =>
		checkedTensor(model, tensor, index),
	);
	return (graph.operators ?? []).map((operator, index) => {
		const code = operatorCode(model, operator);
		const builtin = code && builtinCode(code);
		const at = (indices: Operator["inputs"] = []) =>
			indices.map((place) => tensors[place]);
		return {
			model,
			place: `subgraphs[${subgraph}].operators[${index}] ${operatorName(model, operator)}`,
			builtin:
				typeof builtin === "string" && builtin !== "CUSTOM"
					? builtin
					: undefined,
			version: code?.version ?? 1,
			options: operator.builtinOptions?.value ?? {},
			inputs: at(operator.inputs),
			outputs: at(operator.outputs),
		};
	});
}

/** Whether a tensor holds quantized 8-bit integers. */
export function isQuantized(tensor: CheckedTensor | undefined): boolean {
	return (
		(tensor?.type === "INT8" || tensor?.type === "UINT8") &&
		tensor.quantization !== undefined
	);
}

/** A violation of a rule by an operator, or by one of its tensors. */
export function violation(
	operator: CheckedOperator,
	rule: QuantizationRule,
	about: {
		readonly tensor?: CheckedTensor | undefined;
		readonly found: string;
		readonly expected: string;
	},
): Violation {
	const { tensor, found, expected } = about;
	return {
		rule,
		operator: operator.place,
		tensor: tensor?.name ?? null,
		found,
		expected,
	};
}

/** A scale and zero point as text, or how many there are. */
export function scaleText(
	quantization: AffineQuantization | undefined,
): string {
	const [scale] = quantization?.scales ?? [];
	if (quantization === undefined || scale === undefined) {
		return "no scale";
	}
	const { scales, zeroPoints } = quantization;
	return scales.length === 1
		? `scale ${scale}, zero point ${zeroPoints[0]}`
		: `${scales.length} scales`;
}

function checkedTensor(
	model: Model,
	tensor: Tensor,
	index: number,
): CheckedTensor {
	return {
		tensor,
		name: tensor.name ?? `tensor ${index}`,
		type: String(tensor.type),
		isConstant: isConstant(model, tensor),
		quantization: affineQuantization(tensor),
	};
}
