import { UserError } from "../../lib/errors.ts";
import type { Model } from "../tflite/index.ts";
import { assemble } from "./assemble.ts";
import type { LayerConverter, WeightRequest } from "./converter.ts";
import {
	constant,
	type Draft,
	type DraftOperator,
	type Port,
	type Value,
} from "./draft.ts";
import { foldChannelConstants } from "./fold.ts";
import { fuseActivations } from "./fuse.ts";
import { type Graph, type LayerCall, toGraph } from "./graph.ts";
import { inputValue } from "./input.ts";
import { type Layer, refuse, show } from "./layer.ts";
import { LAYERS, MERGES } from "./layers.ts";
import type { LayersModel, Weight } from "./layers-model.ts";

/**
 * The float32 .tflite model of a LayersModel, for an open batch with 1 as its default. Tensors go by the names of the
 * layers that give them, and so do the inputs and outputs of the signature `serving_default`. Throws a `UserError`
 * naming the layer, its class and what is supported when a layer or one of its options is not.
 */
export function convertLayersModel(model: LayersModel): Model {
	const graph = toGraph(model.topology, model.source);
	const draft = foldChannelConstants(toDraft(graph, model));
	return assemble(fuseActivations(draft));
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
		const convert = converterOf(call);
		const [input, ...others] = call.inputs.map(
			(id) => values.get(id) as Value,
		) as [Value, ...Value[]];
		const { operators: added, output } = convert({
			layer: call.layer,
			name: call.id,
			input,
			inputs: [input, ...others],
			weight: (request) =>
				weightConstant(call.layer, request, { model, constants }),
		});
		operators.push(...added);
		values.set(call.id, output);
	}
	const port = (call: LayerCall): Port => ({
		name: call.id,
		value: values.get(call.id) ?? inputValue(call.layer),
	});
	const inputs = graph.inputs.map(port);
	const outputs = graph.outputs.map(port);
	requireComputed({ inputs, outputs }, model.source);
	return { operators, inputs, outputs };
}

function requireComputed(
	{ inputs, outputs }: Pick<Draft, "inputs" | "outputs">,
	source: string,
): void {
	for (const { name, value } of outputs) {
		if (inputs.some((input) => input.value === value)) {
			throw new UserError(
				`${source}: the output "${name}" of the model is one of its inputs, unchanged. There is nothing to convert.`,
			);
		}
	}
}

/** The converter of a call's layer, once it is known that the call has as many inputs as the layer takes. */
function converterOf({ layer, inputs }: LayerCall): LayerConverter {
	const find = (table: Readonly<Record<string, LayerConverter>>) =>
		Object.hasOwn(table, layer.className) ? table[layer.className] : undefined;
	if (layer.className === "InputLayer") {
		return refuse(layer, "it is not among the declared inputs of the model");
	}
	const [single, merge] = [find(LAYERS), find(MERGES)];
	if (single !== undefined && inputs.length !== 1) {
		refuse(layer, `it has ${inputs.length} inputs, one was expected`);
	}
	if (merge !== undefined && inputs.length < 2) {
		refuse(layer, `it has ${inputs.length} inputs, two or more were expected`);
	}
	const known = [...Object.keys(LAYERS), ...Object.keys(MERGES)].sort();
	return (
		single ??
		merge ??
		refuse(
			layer,
			`its class is not supported; supported: InputLayer, ${known.join(", ")}`,
		)
	);
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
	const fits =
		weight.shape.length === shape.length &&
		shape.every((size, i) => size === undefined || size === weight.shape[i]);
	if (!fits) {
		const expected = shape.map((size) => size ?? null);
		refuse(
			layer,
			`its weight "${name}" has the shape ${show(weight.shape)}, but its input and options call for ${show(expected)}`,
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
