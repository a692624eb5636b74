import {
	builtinCode,
	createOptions,
	createTable,
	elementCount,
	isConstant,
	operatorCode,
	tensorValues,
} from "../tflite/index.ts";
import type {
	BuiltinOptions,
	Model,
	Operator,
	OperatorCode,
	SubGraph,
	Tensor,
} from "../tflite/types.ts";
import {
	addBuffer,
	addConversion,
	addOperator,
	addTensor,
	draftGraph,
	draftModel,
	finishModel,
	type GraphDraft,
} from "./draft.ts";
import {
	DYNAMIC_RANGE_OPERATORS,
	type DynamicRangeRule,
	LEAST_ELEMENTS,
} from "./dynamic-range-operators.ts";
import { floatValues, symmetricConstant } from "./int8-constants.ts";
import { Refusal } from "./refusal.ts";
import { requireFloatModel } from "./require.ts";

/**
 * Stores large float32 weights as symmetric int8; activations stay floats. Operators with a kernel for it read the int8
 * weights and quantize their input at run time; the others get the weights through DEQUANTIZE. Throws a Refusal for a
 * model without such weights.
 */
export function toDynamicRange(model: Model): Model {
	requireFloatModel(model);
	const draft = draftModel(model);
	const known = new Map<string, number>();
	const subgraphs = (model.subgraphs ?? []).map((graph) =>
		rewriteGraph({ model, graph, known, draft: draftGraph(draft, graph) }),
	);
	if (known.size === 0) {
		throw new Refusal(
			`it has no float32 weights of ${LEAST_ELEMENTS} elements or more`,
		);
	}
	return finishModel(model, draft, subgraphs);
}

type State = {
	readonly model: Model;
	readonly graph: SubGraph;
	readonly draft: GraphDraft;
	/** The buffers of quantized weights, by the float buffer and the axis. */
	readonly known: Map<string, number>;
};

/** The int8 weights of a tensor and the floats that DEQUANTIZE makes of them, where they are placed already. */
type Placed = Map<string, number>;

function rewriteGraph(state: State): SubGraph {
	const { model, graph, draft } = state;
	const placed: Placed = new Map();
	for (const operator of graph.operators ?? []) {
		const code = operatorCode(model, operator) as OperatorCode;
		const rule = ruleOf(model, operator);
		const axes = rule === undefined ? [] : weightAxes(state, operator, rule);
		const hybrid =
			rule !== undefined && axes.length > 0 && isHybrid(state, operator, rule)
				? rule.hybrid
				: undefined;
		const inputs = [...(operator.inputs ?? [])];
		for (const { input, axis } of axes) {
			const index = inputs[input] as number;
			inputs[input] = hybrid
				? placeWeights(state, placed, { index, axis })
				: placeDequantized(state, placed, { index, axis });
		}
		const version = Math.max(code.version, hybrid?.version ?? 1);
		addOperator(
			draft,
			{ ...code, version },
			{
				...operator,
				inputs,
				builtinOptions: hybridOptions(operator.builtinOptions, hybrid?.options),
			},
		);
	}
	return { ...graph, tensors: draft.tensors, operators: draft.operators };
}

function ruleOf(
	model: Model,
	operator: Operator,
): DynamicRangeRule | undefined {
	const code = operatorCode(model, operator);
	const builtin = code && builtinCode(code);
	return typeof builtin === "string"
		? DYNAMIC_RANGE_OPERATORS[builtin]
		: undefined;
}

type WeightAxis = { readonly input: number; readonly axis: number | null };

/** The inputs of an operator that are weights to be quantized. */
function weightAxes(
	{ model, graph }: State,
	operator: Operator,
	rule: DynamicRangeRule,
): readonly WeightAxis[] {
	return Object.entries(rule.weights).flatMap(([key, axis]) => {
		const input = Number(key);
		const tensor = graph.tensors?.[operator.inputs?.[input] ?? -1];
		return tensor !== undefined && isLargeFloat(model, tensor)
			? [{ input, axis }]
			: [];
	});
}

function isLargeFloat(model: Model, tensor: Tensor): boolean {
	return (
		tensor.type === "FLOAT32" &&
		isConstant(model, tensor) &&
		elementCount(tensor.shape) >= LEAST_ELEMENTS &&
		floatValues(model, tensor).every(Number.isFinite)
	);
}

/** Whether the kernel for int8 weights carries out an operator: not a grouped convolution, no shuffled weights, no constant data. */
function isHybrid(
	{ model, graph }: State,
	operator: Operator,
	{ hybrid, weights }: DynamicRangeRule,
): boolean {
	const at = (input: number) => graph.tensors?.[operator.inputs?.[input] ?? -1];
	const data = at(hybrid?.data ?? -1);
	const [axis] = Object.values(weights);
	const options: Readonly<Record<string, unknown>> =
		operator.builtinOptions?.value ?? {};
	return (
		hybrid !== undefined &&
		data?.type === "FLOAT32" &&
		tensorValues(model, data) === undefined &&
		(axis !== 0 || data.shape?.[3] === at(1)?.shape?.[3]) &&
		(options.weightsFormat ?? "DEFAULT") === "DEFAULT"
	);
}

function hybridOptions(
	given: BuiltinOptions | undefined,
	type: "FullyConnectedOptions" | "BatchMatMulOptions" | undefined,
): BuiltinOptions | undefined {
	if (type === undefined) {
		return given;
	}
	const fields = given?.type === type ? given.value : {};
	return createOptions(type, {
		...fields,
		asymmetricQuantizeInputs: true,
	}) as BuiltinOptions;
}

/** The int8 form of weights. It takes the place of the float one where nobody reads that. */
function placeWeights(
	state: State,
	placed: Placed,
	{ index, axis }: { readonly index: number; readonly axis: number | null },
): number {
	const key = `${index}:${axis}`;
	const before = placed.get(key);
	if (before !== undefined) {
		return before;
	}
	const { model, graph, draft, known } = state;
	const source = graph.tensors?.[index] as Tensor;
	const { data, ...form } = symmetricConstant(floatValues(model, source), {
		shape: source.shape ?? [],
		axis,
	});
	const bufferKey = `${source.buffer}:${axis}:${source.shape}`;
	const buffer = known.get(bufferKey) ?? addBuffer(draft, data);
	known.set(bufferKey, buffer);
	const isFree =
		draft.tensors[index]?.type === "FLOAT32" && !isReadAsFloat(state, index);
	const place = isFree ? index : draft.tensors.push(source) - 1;
	draft.tensors[place] = { ...source, ...form, buffer };
	placed.set(key, place);
	return place;
}

/** Whether somebody reads a constant otherwise than as weights. */
function isReadAsFloat({ model, graph }: State, index: number): boolean {
	return (
		graph.outputs?.includes(index) === true ||
		(graph.operators ?? []).some((operator) => {
			const weights = ruleOf(model, operator)?.weights ?? {};
			return operator.inputs?.some(
				(read, input) => read === index && !(input in weights),
			);
		})
	);
}

/** The floats that DEQUANTIZE makes of int8 weights, before the first operator that reads them. */
function placeDequantized(
	state: State,
	placed: Placed,
	weights: { readonly index: number; readonly axis: number | null },
): number {
	const key = `${weights.index}:${weights.axis}:float`;
	const before = placed.get(key);
	if (before !== undefined) {
		return before;
	}
	const { graph, draft } = state;
	const source = graph.tensors?.[weights.index] as Tensor;
	const from = placeWeights(state, placed, weights);
	const { buffer: _, ...rest } = source;
	const to = addTensor(draft, {
		...rest,
		name: `${source.name ?? weights.index}_dequantize`,
		quantization: createTable("QuantizationParameters", {}),
	});
	addConversion(draft, {
		operator: "DEQUANTIZE",
		version: weights.axis === null ? 2 : 5,
		from,
		to,
	});
	placed.set(key, to);
	return to;
}
