import {
	builtinCode,
	isConstant,
	operatorCode,
	operatorName,
	tensorValues,
} from "../tflite/index.ts";
import type { Model, Operator, SubGraph, Tensor } from "../tflite/types.ts";
import type { Range } from "./arithmetic.ts";
import {
	FUSED_ACTIVATIONS,
	INT8_OPERATORS,
	type Int8Rule,
	UNFUSED_ONLY,
	type WeightRule,
} from "./int8-operators.ts";

/** What a subgraph's operators are judged by. */
export type Judging = {
	readonly model: Model;
	readonly graph: SubGraph;
	readonly ranges: ReadonlyMap<number, Range>;
};

/** How an operator is computed: by its int8 kernel, or as before, with the reason. */
export type Judgement =
	| { readonly kind: "int8"; readonly rule: Int8Rule }
	| { readonly kind: "float"; readonly reason: string }
	/** It has nothing to do with floats: shapes, indices, texts. */
	| { readonly kind: "other" };

/** A constant this large stands for "no limit"; a scale that holds it would hold nothing else. */
const LIMIT_LIKE = 1e30;

/** Decides how an operator of a float model is computed in an int8 one. */
export function judgeOperator(judging: Judging, operator: Operator): Judgement {
	const { model, graph } = judging;
	const inputs = tensorsOf(graph, operator.inputs);
	const outputs = tensorsOf(graph, operator.outputs);
	if (![...inputs, ...outputs].some(({ tensor }) => isFloat(tensor))) {
		return { kind: "other" };
	}
	const code = operatorCode(model, operator);
	const builtin = code && builtinCode(code);
	const rule =
		typeof builtin === "string" ? INT8_OPERATORS[builtin] : undefined;
	if (rule === undefined) {
		const name = operatorName(model, operator);
		return { kind: "float", reason: `no rule is known for ${name} in int8` };
	}
	const reason =
		optionsFault(operator, builtin) ??
		operandFault(model, { rule, inputs }) ??
		weightFault(judging, operator, rule.weights) ??
		rangeFault(judging, { rule, inputs, outputs });
	return reason === undefined
		? { kind: "int8", rule }
		: { kind: "float", reason };
}

/** Whether a tensor holds 32-bit floats, which an int8 operator takes as int8. */
export function isFloat(tensor: Tensor | undefined): boolean {
	return tensor?.type === "FLOAT32";
}

type Operand = { readonly index: number; readonly tensor: Tensor };

function tensorsOf(
	graph: SubGraph,
	indices: readonly number[] = [],
): readonly Operand[] {
	return indices.flatMap((index) => {
		const tensor = graph.tensors?.[index];
		return tensor === undefined ? [] : [{ index, tensor }];
	});
}

function optionsFault(
	{ builtinOptions }: Operator,
	builtin: unknown,
): string | undefined {
	const options: Readonly<Record<string, unknown>> =
		builtinOptions?.value ?? {};
	const fused = options.fusedActivationFunction;
	const allowed = UNFUSED_ONLY.has(builtin)
		? fused === undefined || fused === "NONE"
		: FUSED_ACTIVATIONS.has(fused);
	if (!allowed) {
		return `no int8 kernel has ${fused} fused into ${builtin}`;
	}
	return options.weightsFormat === undefined ||
		options.weightsFormat === "DEFAULT"
		? undefined
		: `its weights are in the format ${options.weightsFormat}`;
}

function operandFault(
	model: Model,
	{
		rule,
		inputs,
	}: { readonly rule: Int8Rule; readonly inputs: readonly Operand[] },
): string | undefined {
	const floats = inputs.filter(({ tensor }) => isFloat(tensor));
	if (inputs.some(({ tensor }) => tensor.isVariable)) {
		return "it keeps state in a variable";
	}
	if (floats.every(({ tensor }) => isConstant(model, tensor))) {
		return "all its inputs are constant";
	}
	const { maxRank = Infinity } = rule;
	if (floats.some(({ tensor }) => (tensor.shape ?? []).length > maxRank)) {
		return `its int8 kernel takes at most ${maxRank} dimensions`;
	}
	const wild = floats.find(({ tensor }) => isWild(model, tensor));
	return (
		wild &&
		`its constant "${wild.tensor.name ?? wild.index}" holds infinite values, or nearly so`
	);
}

function isWild(model: Model, tensor: Tensor): boolean {
	const values = tensorValues(model, tensor);
	return (
		values instanceof Float32Array &&
		values.some((value) => !(Math.abs(value) < LIMIT_LIKE))
	);
}

function weightFault(
	{ model, graph }: Judging,
	{ inputs = [] }: Operator,
	rule: WeightRule | undefined,
): string | undefined {
	if (rule === undefined) {
		return undefined;
	}
	const at = (input: number) => graph.tensors?.[inputs[input] ?? -1];
	const [weights, bias, data] = [
		at(rule.weights),
		at(rule.bias),
		at(rule.data),
	];
	if (weights === undefined || !isConstant(model, weights)) {
		return "its weights are not constant";
	}
	if (data === undefined || isConstant(model, data)) {
		return "its data is constant";
	}
	if (bias !== undefined && !isConstant(model, bias)) {
		return "its bias is not constant";
	}
	const rank = weights.shape?.length ?? 0;
	if (rank !== (rule.axis === null ? 2 : 4)) {
		return `its weights have ${rank} dimensions`;
	}
	if (
		rule.axis === 0 &&
		rule.data === 0 &&
		data.shape?.[3] !== weights.shape?.[3]
	) {
		return "the convolution is grouped";
	}
	return undefined;
}

function rangeFault(
	{ model, ranges }: Judging,
	{
		rule,
		inputs,
		outputs,
	}: {
		readonly rule: Int8Rule;
		readonly inputs: readonly Operand[];
		readonly outputs: readonly Operand[];
	},
): string | undefined {
	const computed = [...inputs, ...(rule.fixedOutput ? [] : outputs)].filter(
		({ tensor }) => isFloat(tensor) && !isConstant(model, tensor),
	);
	const unknown = computed.find(({ index }) => !ranges.has(index));
	return (
		unknown &&
		`the calibration has no range of "${unknown.tensor.name ?? unknown.index}"`
	);
}
