import { createTable, isConstant } from "../tflite/index.ts";
import type { SubGraph, Tensor } from "../tflite/types.ts";
import type { Affine } from "./arithmetic.ts";
import { addConversion, addTensor, type GraphDraft } from "./draft.ts";
import { affineTable } from "./int8-constants.ts";
import { isFloat } from "./int8-eligibility.ts";
import { type Int8Plan, type Int8Source, ruleOf } from "./int8-plan.ts";
import { Refusal } from "./refusal.ts";

/** The element types that the inputs and outputs of an int8 model can have. */
export type Int8Io = "float32" | "int8" | "uint8";

/**
 * In which form a float tensor of the source stands in the int8 model: as float32, as int8 with its own scale or with
 * that of the group it is read by, as uint8 at the border. A tensor may stand in several.
 */
export type Form = "float" | "own" | "joined" | "uint8";

/** A subgraph on its way to int8. */
export type FormDraft = Int8Source & {
	readonly plan: Int8Plan;
	readonly io: Int8Io;
	readonly draft: GraphDraft;
	/** The form in which each tensor is made; a float where it says nothing. */
	readonly native: ReadonlyMap<number, Form>;
	/** The forms in which operators, and those in which the graph's outputs want a tensor. */
	readonly readAs: ReadonlyMap<number, ReadonlySet<Form>>;
	readonly givenAs: ReadonlyMap<number, Form>;
	/** Where each form stands that was placed so far, by tensor and form. */
	readonly placed: Map<string, number>;
};

const BORDER_FORMS = { float32: "float", int8: "own", uint8: "uint8" } as const;

/** Finds out in which forms each tensor is made and wanted. */
export function formDraft(
	source: Int8Source & {
		readonly plan: Int8Plan;
		readonly io: Int8Io;
		readonly draft: GraphDraft;
	},
): FormDraft {
	const { graph, io } = source;
	const native = new Map<number, Form>();
	const readAs = new Map<number, Set<Form>>();
	const givenAs = new Map<number, Form>();
	const isValue = (index: number) => isFloatValue(source, index);
	for (const index of (graph.inputs ?? []).filter(isValue)) {
		native.set(index, BORDER_FORMS[io]);
	}
	for (const [place, operator] of (graph.operators ?? []).entries()) {
		for (const index of (operator.inputs ?? []).filter(isValue)) {
			const forms = readAs.get(index) ?? new Set();
			readAs.set(index, forms.add(readForm(source.plan, place, index)));
		}
		if (ruleOf(source.plan.judgements[place]) !== undefined) {
			for (const index of (operator.outputs ?? []).filter(isValue)) {
				native.set(index, "own");
			}
		}
	}
	for (const index of (graph.outputs ?? []).filter(isValue)) {
		givenAs.set(index, BORDER_FORMS[io]);
	}
	return { ...source, native, readAs, givenAs, placed: new Map() };
}

/** Whether a tensor holds floats that are computed, or given by the caller. */
export function isFloatValue(
	{ model, graph }: Int8Source,
	index: number,
): boolean {
	const tensor = graph.tensors?.[index];
	return tensor !== undefined && isFloat(tensor) && !isConstant(model, tensor);
}

/** The form in which an operator reads a tensor. */
export function readForm(plan: Int8Plan, place: number, index: number): Form {
	const rule = ruleOf(plan.judgements[place]);
	if (rule === undefined) {
		return "float";
	}
	const isRequantized =
		rule.sameScale && plan.own.get(index) !== plan.joined.get(index);
	return isRequantized ? "joined" : "own";
}

/** The index of a tensor in one of its forms; it is placed where it was not yet. */
export function placeForm(state: FormDraft, index: number, form: Form): number {
	const key = `${index}:${form}`;
	const known = state.placed.get(key);
	if (known !== undefined) {
		return known;
	}
	const tensor = state.graph.tensors?.[index] as Tensor;
	const { buffer, ...formed } = formedTensor(state, { tensor, index, form });
	let place = index;
	if (form === keeper(state, index)) {
		state.draft.tensors[index] = { ...formed, buffer };
	} else {
		place = addTensor(state.draft, formed);
	}
	state.placed.set(key, place);
	return place;
}

/**
 * Adds the operators that bring a tensor from the form it is made in to those in which it is read, or, at the end of the
 * graph, to the one in which it is given.
 */
export function convertForms(
	state: FormDraft,
	index: number,
	when: "made" | "end",
): void {
	const native = nativeForm(state, index);
	const wanted = wantedForms(state, index, when);
	const own = wanted.some((form) => form !== native);
	for (const form of own ? (["own", ...wanted] as const) : []) {
		const from = form === "own" ? native : "own";
		if (form !== native && !state.placed.has(`${index}:${form}`)) {
			addConversion(state.draft, {
				operator: form === "float" ? "DEQUANTIZE" : "QUANTIZE",
				version: form === "float" ? 2 : 1,
				from: placeForm(state, index, from),
				to: placeForm(state, index, form),
			});
		}
	}
}

/** The form in which a tensor is made. */
export function nativeForm({ native }: FormDraft, index: number): Form {
	return native.get(index) ?? "float";
}

function wantedForms(
	{ readAs, givenAs }: FormDraft,
	index: number,
	when: "made" | "end",
): readonly Form[] {
	const given = givenAs.get(index);
	return when === "made"
		? [...(readAs.get(index) ?? [])]
		: given === undefined
			? []
			: [given];
}

// As in the reference converter, the float tensor at a border is the new one.
function keeper(state: FormDraft, index: number): Form {
	const native = nativeForm(state, index);
	const forms = [
		native,
		...wantedForms(state, index, "made"),
		...wantedForms(state, index, "end"),
	];
	return isBorder(state.graph, index) && forms.some((form) => form !== "float")
		? "own"
		: native;
}

function isBorder({ inputs, outputs }: SubGraph, index: number): boolean {
	return inputs?.includes(index) || outputs?.includes(index) || false;
}

function formedTensor(
	state: FormDraft,
	{
		tensor,
		index,
		form,
	}: { readonly tensor: Tensor; readonly index: number; readonly form: Form },
): Tensor {
	const name = formName(state, index, form);
	if (form === "float") {
		return {
			...tensor,
			name,
			quantization: createTable("QuantizationParameters", {}),
		};
	}
	const { plan } = state;
	const affine = (form === "joined" ? plan.joined : plan.own).get(index);
	if (affine === undefined) {
		throw new Refusal(
			`the calibration has no range of "${tensor.name ?? index}", which is an input or output of the graph`,
		);
	}
	const isUnsigned = form === "uint8";
	return {
		...tensor,
		name,
		type: isUnsigned ? "UINT8" : "INT8",
		quantization: affineTable(
			isUnsigned ? unsigned(affine) : affine,
			state.ranges.get(index),
		),
	};
}

function unsigned({ scale, zeroPoint }: Affine): Affine {
	return { scale, zeroPoint: zeroPoint + 128 };
}

function formName(state: FormDraft, index: number, form: Form): string {
	const name = state.graph.tensors?.[index]?.name ?? `tensor_${index}`;
	const native = nativeForm(state, index);
	const border = isBorder(state.graph, index);
	switch (form) {
		case "float":
			return border || native === "float" ? name : `${name}_dequantize`;
		case "own":
			return !border && native === "own" ? name : `${name}_int8`;
		case "joined":
			return `${name}_requantize`;
		case "uint8":
			return `${name}_uint8`;
	}
}
