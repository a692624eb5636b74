import { isConstant } from "../tflite/index.ts";
import type { Operator, Tensor } from "../tflite/types.ts";
import { addBuffer, addTensor } from "./draft.ts";
import {
	activationConstant,
	biasConstant,
	floatValues,
	type QuantizedConstant,
	symmetricConstant,
} from "./int8-constants.ts";
import { isFloat } from "./int8-eligibility.ts";
import { type FormDraft, placeForm, readForm } from "./int8-forms.ts";
import type { Int8Rule, WeightRule } from "./int8-operators.ts";
import { ruleOf } from "./int8-plan.ts";

/** Constants in their quantized forms: which there are already, and which tensors must stay float for other readers. */
export type ConstantForms = {
	readonly floatReaders: ReadonlySet<number>;
	readonly tensors: Map<string, number>;
	readonly buffers: Map<string, number>;
};

/** Finds the constants that are read as floats. */
export function constantForms(state: FormDraft): ConstantForms {
	const { graph, plan } = state;
	const floatReaders = new Set(graph.outputs);
	for (const [place, operator] of (graph.operators ?? []).entries()) {
		if (ruleOf(plan.judgements[place]) === undefined) {
			for (const index of operator.inputs ?? []) {
				floatReaders.add(index);
			}
		}
	}
	return { floatReaders, tensors: new Map(), buffers: new Map() };
}

/** The inputs of an int8 operator: computed values in the form it reads them in, constants quantized. */
export function int8Inputs(
	state: FormDraft,
	constants: ConstantForms,
	place: number,
): readonly number[] {
	const { graph, plan } = state;
	const operator = graph.operators?.[place] as Operator;
	const rule = ruleOf(plan.judgements[place]) as Int8Rule;
	const inputs = (operator.inputs ?? []).map((index, input) => {
		const tensor = graph.tensors?.[index];
		if (tensor === undefined || !isFloat(tensor)) {
			return index;
		}
		if (!isConstant(state.model, tensor)) {
			return placeForm(state, index, readForm(plan, place, index));
		}
		return input === rule.weights?.weights || input === rule.weights?.bias
			? -1
			: placeConstant(state, constants, {
					index,
					...operandConstant(state, { place, input, rule, tensor }),
				});
	});
	return rule.weights === undefined
		? inputs
		: withParameters(state, constants, {
				operator,
				inputs,
				rule: rule.weights,
			});
}

function operandConstant(
	{ model, plan }: FormDraft,
	{
		place,
		input,
		rule,
		tensor,
	}: {
		readonly place: number;
		readonly input: number;
		readonly rule: Int8Rule;
		readonly tensor: Tensor;
	},
): QuantizedConstant {
	const values = floatValues(model, tensor);
	const affine = plan.constant(place, input);
	if (rule.symmetric?.includes(input) || affine === undefined) {
		return symmetricConstant(values, { shape: tensor.shape ?? [], axis: null });
	}
	return activationConstant(values, affine);
}

function withParameters(
	state: FormDraft,
	constants: ConstantForms,
	{
		operator,
		inputs,
		rule,
	}: {
		readonly operator: Operator;
		readonly inputs: readonly number[];
		readonly rule: WeightRule;
	},
): readonly number[] {
	const { model, graph, draft } = state;
	const at = (input: number) => operator.inputs?.[input] ?? -1;
	const weights = graph.tensors?.[at(rule.weights)] as Tensor;
	const bias = graph.tensors?.[at(rule.bias)];
	const inputScale = scaleAt(draft, inputs[rule.data]);
	const biasValues = bias && floatValues(model, bias);
	const quantized = symmetricConstant(floatValues(model, weights), {
		shape: weights.shape ?? [],
		axis: rule.axis,
		bias: biasValues && { inputScale, values: biasValues },
	});
	const result = [...inputs];
	result[rule.weights] = placeConstant(state, constants, {
		index: at(rule.weights),
		...quantized,
	});
	const scales = quantized.quantization.scale ?? [];
	if (biasValues !== undefined) {
		result[rule.bias] = placeConstant(state, constants, {
			index: at(rule.bias),
			...biasConstant(biasValues, inputScale, scales),
		});
	} else if (rule.biasRequired) {
		result[rule.bias] = addZeroBias(state, weights, { inputScale, scales });
	}
	return result;
}

function scaleAt({ tensors }: FormDraft["draft"], index = -1): number {
	return tensors[index]?.quantization?.scale?.[0] ?? 0;
}

/** Adds the bias that a kernel insists on where the model has none. */
function addZeroBias(
	{ draft }: FormDraft,
	weights: Tensor,
	{
		inputScale,
		scales,
	}: { readonly inputScale: number; readonly scales: readonly number[] },
): number {
	const zeros = new Float32Array(scales.length);
	const { data, ...form } = biasConstant(zeros, inputScale, scales);
	const name = `${weights.name ?? "weights"}_bias`;
	const shape = [scales.length];
	return addTensor(
		draft,
		{ ...weights, ...form, name, shape, shapeSignature: undefined },
		data,
	);
}

/** The tensor of a quantized constant. The first form takes the place of the float one, unless somebody still reads that. */
function placeConstant(
	{ draft }: FormDraft,
	{ floatReaders, tensors, buffers }: ConstantForms,
	constant: QuantizedConstant & { readonly index: number },
): number {
	const { index, type, quantization, data } = constant;
	const { scale, zeroPoint, quantizedDimension } = quantization;
	const form = [type, scale, zeroPoint, quantizedDimension].join(";");
	const known = tensors.get(`${index}:${form}`);
	if (known !== undefined) {
		return known;
	}
	const source = draft.tensors[index] as Tensor;
	const isFirst = source.type === "FLOAT32" && !floatReaders.has(index);
	const bufferKey = `${source.buffer}:${form}`;
	const buffer = buffers.get(bufferKey) ?? addBuffer(draft, data);
	const quantized = { ...source, type, quantization, buffer };
	const place = isFirst ? index : draft.tensors.push(quantized) - 1;
	draft.tensors[place] = quantized;
	buffers.set(bufferKey, buffer);
	tensors.set(`${index}:${form}`, place);
	return place;
}
