import { UserError } from "../../lib/errors.ts";
import type { Model } from "../tflite/index.ts";
import { assemble } from "./assemble.ts";
import type { Conversion, WeightRequest } from "./converter.ts";
import {
	constant,
	type Draft,
	type DraftOperator,
	type Value,
} from "./draft.ts";
import { fuseActivations } from "./fuse.ts";
import { type Graph, type LayerCall, toGraph } from "./graph.ts";
import { inputValue } from "./input.ts";
import { type Layer, refuse, show } from "./layer.ts";
import { LAYERS } from "./layers.ts";
import type { LayersModel, Weight } from "./layers-model.ts";

/**
 * The float32 .tflite model of a LayersModel, for an open batch with 1 as its default. Tensors go by the names of the
 * layers that give them, and so do the inputs and outputs of the signature `serving_default`. Throws a `UserError`
 * naming the layer, its class and what is supported when a layer or one of its options is not.
 */
export function convertLayersModel(model: LayersModel): Model {
	const graph = toGraph(model.topology, model.source);
	return assemble(fuseActivations(toDraft(graph, model)));
}

function toDraft(graph: Graph, model: LayersModel): Draft {
	const constants = new Map<string, Value>();
	const values = new Map<LayerCall["id"], Value>();
	const operators: DraftOperator[] = [];
	for (const call of graph.calls) {
		if (graph.inputs.includes(call)) {
			values.set(call.id, inputValue(call.layer));
			continue;
		}
		const convert = converterOf(call.layer);
		const { operators: added, output } = convert({
			layer: call.layer,
			name: call.id,
			input: soleInput(call, values),
			weight: (request) =>
				weightConstant(call.layer, request, { model, constants }),
		});
		operators.push(...added);
		values.set(call.id, output);
	}
	const inputs = graph.inputs.map((call) => ({
		name: call.id,
		value: values.get(call.id) ?? inputValue(call.layer),
	}));
	const outputs = graph.outputs.map((call) => ({
		name: call.id,
		value: values.get(call.id) as Value,
	}));
	for (const { name, value } of outputs) {
		if (inputs.some((input) => input.value === value)) {
			throw new UserError(
				`${model.source}: the output "${name}" of the model is one of its inputs, unchanged. There is nothing to convert.`,
			);
		}
	}
	return { operators, inputs, outputs };
}

function converterOf(layer: Layer) {
	const known = Object.keys(LAYERS);
	if (layer.className === "InputLayer") {
		return refuse(layer, "it is not among the declared inputs of the model");
	}
	return known.includes(layer.className)
		? (LAYERS[layer.className] as NonNullable<(typeof LAYERS)[string]>)
		: refuse(
				layer,
				`its class is not supported; supported: InputLayer, ${known.join(", ")}`,
			);
}

function soleInput(
	{ layer, inputs }: LayerCall,
	values: ReadonlyMap<string, Value>,
): Conversion["input"] {
	const input = inputs[0] === undefined ? undefined : values.get(inputs[0]);
	if (input === undefined || inputs.length !== 1) {
		return refuse(layer, `it has ${inputs.length} inputs, one was expected`);
	}
	return input;
}

function weightConstant(
	layer: Layer,
	{ kind, shape, toConstant }: WeightRequest,
	{
		model,
		constants,
	}: { readonly model: LayersModel; readonly constants: Map<string, Value> },
): Value {
	const name = `${layer.name}/${kind}`;
	const known = constants.get(name);
	if (known !== undefined) {
		return known;
	}
	const weight = findWeight(layer, name, model);
	if (weight.shape.join() !== shape.join()) {
		refuse(
			layer,
			`its weight "${name}" has the shape ${show(weight.shape)}, but its input and options call for ${show(shape)}`,
		);
	}
	const { shape: turned, data } = toConstant?.(weight.data) ?? weight;
	const value = constant(name, turned, data);
	constants.set(name, value);
	return value;
}

function findWeight(layer: Layer, name: string, model: LayersModel): Weight {
	const weight = model.weights.get(name);
	if (weight === undefined) {
		const own = [...model.weights.keys()].filter((other) =>
			other.startsWith(`${layer.name}/`),
		);
		return refuse(
			layer,
			`its weight "${name}" is missing; the file has ${own.length === 0 ? "no weights of this layer" : own.join(", ")}`,
		);
	}
	return weight;
}
