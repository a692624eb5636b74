import { builtinCode, operatorCode } from "../tflite/index.ts";
import type {
	Model,
	Operator,
	OperatorCode,
	SignatureDef,
	SubGraph,
} from "../tflite/types.ts";
import type { Range } from "./arithmetic.ts";
import { addOperator, draftGraph, draftModel, finishModel } from "./draft.ts";
import {
	convertForms,
	type Form,
	type FormDraft,
	formDraft,
	type Int8Io,
	isFloatValue,
	nativeForm,
	placeForm,
	readForm,
} from "./int8-forms.ts";
import {
	type ConstantForms,
	constantForms,
	int8Inputs,
} from "./int8-operands.ts";
import type { Int8Rule } from "./int8-operators.ts";
import { planInt8, ruleOf } from "./int8-plan.ts";
import { Refusal } from "./refusal.ts";
import {
	refuseCustomOperators,
	requireFloatModel,
	soleGraph,
} from "./require.ts";

/** The range of each tensor of the subgraph that the calibration saw, by tensor index. */
export type TensorRanges = ReadonlyMap<number, Range>;

/** An int8 model, and the operators that are still computed in floats, by their place in the float model, and why. */
export type Int8Result = {
	readonly model: Model;
	readonly left: readonly LeftOperator[];
};

/** An operator that is still computed in floats, and why. */
export type LeftOperator = {
	readonly operator: number;
	readonly reason: string;
};

/** An int8 model with float inputs and outputs. Throws a Refusal that says why there can be none. */
export function toInt8(model: Model, ranges: TensorRanges): Model {
	return quantizeInt8(model, { ranges, io: "float32" }).model;
}

/** An int8 model with int8 or uint8 inputs and outputs. Throws a Refusal that says why there can be none. */
export function toFullInt8(
	model: Model,
	ranges: TensorRanges,
	io: "int8" | "uint8",
): Model {
	return quantizeInt8(model, { ranges, io }).model;
}

/**
 * Makes an int8 model by the rules of the reference converter: each operator with an int8 kernel computes in int8, with
 * weights and biases quantized to suit; the others stay between DEQUANTIZE and QUANTIZE. Throws a Refusal for a model of
 * which no right int8 file can be made.
 */
export function quantizeInt8(
	model: Model,
	options: { readonly ranges: TensorRanges; readonly io: Int8Io },
): Int8Result {
	const graph = soleGraph(requireFloatModel(model));
	if (options.io !== "float32") {
		refuseCustomOperators(model, graph);
	}
	const source = { model, graph, ranges: options.ranges };
	const plan = planInt8(source);
	const left = plan.judgements.flatMap((judgement, operator) =>
		judgement.kind === "float" ? [{ operator, reason: judgement.reason }] : [],
	);
	if (!plan.judgements.some(({ kind }) => kind === "int8")) {
		throw new Refusal(
			`none of its operators can be computed in int8${left[0] === undefined ? "" : `: ${left[0].reason}`}`,
		);
	}
	const models = draftModel(model);
	const draft = draftGraph(models, graph);
	const state = formDraft({ ...source, plan, io: options.io, draft });
	const rewritten = rewriteGraph(state);
	const finished = finishModel(model, models, [rewritten]);
	return { model: { ...finished, ...signatures(state) }, left };
}

function rewriteGraph(state: FormDraft): SubGraph {
	const { graph, draft } = state;
	const isValue = (index: number) => isFloatValue(state, index);
	const constants = constantForms(state);
	const inputs = (graph.inputs ?? []).map((index) => inputIndex(state, index));
	for (const index of (graph.inputs ?? []).filter(isValue)) {
		convertForms(state, index, "made");
	}
	for (const [place, operator] of (graph.operators ?? []).entries()) {
		rewriteOperator(state, constants, place);
		for (const index of (operator.outputs ?? []).filter(isValue)) {
			convertForms(state, index, "made");
		}
	}
	for (const index of (graph.outputs ?? []).filter(isValue)) {
		convertForms(state, index, "end");
	}
	const outputs = (graph.outputs ?? []).map((index) =>
		outputIndex(state, index),
	);
	const { tensors, operators } = draft;
	return { ...graph, tensors, operators, inputs, outputs };
}

function rewriteOperator(
	state: FormDraft,
	constants: ConstantForms,
	place: number,
): void {
	const { model, graph, plan, draft } = state;
	const operator = graph.operators?.[place] as Operator;
	const code = operatorCode(model, operator) as OperatorCode;
	const rule = ruleOf(plan.judgements[place]);
	const inputs =
		rule === undefined
			? operator.inputs?.map((index) =>
					inForm(state, index, readForm(plan, place, index)),
				)
			: int8Inputs(state, constants, place);
	const outputs = operator.outputs?.map((index) =>
		inForm(state, index, nativeForm(state, index)),
	);
	const rewritten = { ...operator, inputs, outputs };
	const version =
		rule === undefined ? code.version : int8Version(state, rewritten, rule);
	addOperator(draft, { ...code, version }, rewritten);
}

/** The version an int8 operator needs: that of its kernel, or of the features it had already (LiteRT, op_version.cc). */
function int8Version(
	{ model, draft }: FormDraft,
	operator: Operator,
	rule: Int8Rule,
): number {
	const code = operatorCode(model, operator) as OperatorCode;
	const version = Math.max(code.version, rule.version);
	if (builtinCode(code) !== "MUL") {
		return version;
	}
	const scaleOf = (index = -1) =>
		draft.tensors[index]?.quantization?.scale?.[0] ?? 0;
	const [one, other] = operator.inputs ?? [];
	const rescale =
		(scaleOf(one) * scaleOf(other)) / scaleOf(operator.outputs?.[0]);
	return rescale >= 1 ? Math.max(version, MUL_RESCALE_VERSION) : version;
}

const MUL_RESCALE_VERSION = 3;

function inForm(state: FormDraft, index: number, form: Form): number {
	return isFloatValue(state, index) ? placeForm(state, index, form) : index;
}

function inputIndex(state: FormDraft, index: number): number {
	return inForm(state, index, nativeForm(state, index));
}

function outputIndex(state: FormDraft, index: number): number {
	const form = state.givenAs.get(index);
	if (
		form === undefined &&
		state.io !== "float32" &&
		isFloatConstant(state, index)
	) {
		throw new Refusal("one of its outputs is a constant");
	}
	return form === undefined ? index : placeForm(state, index, form);
}

function isFloatConstant(state: FormDraft, index: number): boolean {
	return (
		state.graph.tensors?.[index]?.type === "FLOAT32" &&
		!isFloatValue(state, index)
	);
}

/** The signatures, pointing to the tensors that are now at the border. */
function signatures(state: FormDraft): Pick<Model, "signatureDefs"> {
	const { model, graph } = state;
	const moved = (
		signature: SignatureDef,
		side: "inputs" | "outputs",
		place: (state: FormDraft, index: number) => number,
	) =>
		signature[side]?.map((entry) =>
			graph[side]?.includes(entry.tensorIndex)
				? { ...entry, tensorIndex: place(state, entry.tensorIndex) }
				: entry,
		);
	return {
		signatureDefs: model.signatureDefs?.map((signature) => ({
			...signature,
			inputs: moved(signature, "inputs", inputIndex),
			outputs: moved(signature, "outputs", outputIndex),
		})),
	};
}
