import { z } from "zod";
import { UserError } from "../../lib/errors.ts";
import { parseValue } from "./json.ts";
import type { Layer } from "./layer.ts";

/** One use of a layer; its output goes by `id`. A layer that is used several times shares its weights. */
export type LayerCall = {
	readonly id: string;
	readonly layer: Layer;
	/** The ids of the calls whose outputs go in; none for an input of the network. */
	readonly inputs: readonly string[];
};

/** A network as its calls in an order in which they can be computed. */
export type Graph = {
	readonly name: string;
	readonly calls: readonly LayerCall[];
	readonly inputs: readonly LayerCall[];
	readonly outputs: readonly LayerCall[];
};

const LAYER = z.object({
	class_name: z.string(),
	name: z.string().optional(),
	config: z.record(z.string(), z.unknown()),
	inbound_nodes: z.unknown().optional(),
});

const SEQUENTIAL = z.object({
	class_name: z.literal("Sequential"),
	config: z.union([
		z.array(LAYER).transform((layers) => ({ name: "sequential", layers })),
		z.object({
			name: z.string().default("sequential"),
			layers: z.array(LAYER),
		}),
	]),
});

/** Layer name, index of the call, index of the output, and perhaps arguments of the call. */
const REFERENCE = z.tuple([z.string(), z.int(), z.int()]).rest(z.unknown());
const REFERENCES = z.union([
	REFERENCE.transform((reference) => [reference]),
	z.array(REFERENCE),
]);
const INBOUND = z.array(REFERENCES);

const FUNCTIONAL = z.object({
	class_name: z.enum(["Functional", "Model"]),
	config: z.object({
		name: z.string().default("model"),
		layers: z.array(LAYER),
		input_layers: REFERENCES,
		output_layers: REFERENCES,
	}),
});

const TOPOLOGY = z.discriminatedUnion("class_name", [SEQUENTIAL, FUNCTIONAL]);
const WRAPPED = z.object({ model_config: TOPOLOGY });

type LayerEntry = z.infer<typeof LAYER>;
type Reference = z.infer<typeof REFERENCE>;

/**
 * The calls of a network in the serialized form of Keras, sequential or functional. What no output depends on is left
 * out. Throws a `UserError` naming `source` when the form is wrong, a call refers to nothing, or calls form a circle.
 */
export function toGraph(topology: unknown, source: string): Graph {
	const isWrapped =
		typeof topology === "object" &&
		topology !== null &&
		"model_config" in topology;
	const model = isWrapped
		? parseValue(WRAPPED, topology, source).model_config
		: parseValue(TOPOLOGY, topology, source);
	return model.class_name === "Sequential"
		? sequentialGraph(model.config, source)
		: functionalGraph(model.config, source);
}

function sequentialGraph(
	{ name, layers }: z.infer<typeof SEQUENTIAL>["config"],
	source: string,
): Graph {
	const chain = layers.map((entry) => toLayer(entry, source));
	const first = chain[0];
	if (first === undefined) {
		throw new UserError(`${source}: the model "${name}" has no layers.`);
	}
	if (first.className !== "InputLayer") {
		// A sequential model may declare its input on its first layer.
		const { batch_input_shape, dtype } = first.config;
		chain.unshift({
			source,
			name: `${first.name}_input`,
			className: "InputLayer",
			config: { batch_input_shape, dtype },
		});
	}
	const calls = chain.map((layer, i): LayerCall => {
		const previous = chain[i - 1];
		const inputs = previous === undefined ? [] : [callId(previous.name, 0)];
		return { id: callId(layer.name, 0), layer, inputs };
	});
	requireUnique(calls, source);
	return { name, calls, inputs: calls.slice(0, 1), outputs: calls.slice(-1) };
}

function functionalGraph(
	config: z.infer<typeof FUNCTIONAL>["config"],
	source: string,
): Graph {
	const declared = config.layers.flatMap((entry) => layerCalls(entry, source));
	requireUnique(declared, source);
	const byId = new Map(declared.map((call) => [call.id, call]));
	const find = (id: string): LayerCall => {
		const call = byId.get(id);
		if (call === undefined) {
			throw new UserError(
				`${source}: the model "${config.name}" refers to the output of ${id}, which is not among its layers.`,
			);
		}
		return call;
	};
	const named = (references: readonly Reference[]) =>
		references.map((reference) => find(referenceId(reference, source)));
	const inputs = named(config.input_layers);
	const outputs = named(config.output_layers);
	return {
		name: config.name,
		inputs,
		outputs,
		calls: inOrder(outputs, find, source),
	};
}

function layerCalls(entry: LayerEntry, source: string): LayerCall[] {
	const layer = toLayer(entry, source);
	const nodes = parseValue(
		INBOUND,
		entry.inbound_nodes ?? [],
		`${source}: inbound_nodes of the layer "${layer.name}"`,
	);
	if (nodes.length === 0) {
		return [{ id: callId(layer.name, 0), layer, inputs: [] }];
	}
	return nodes.map((references, i) => ({
		id: callId(layer.name, i),
		layer,
		inputs: references.map((reference) => referenceId(reference, source)),
	}));
}

/** The calls that `outputs` depend on, each after those it depends on: depth first, in the order of the inputs. */
function inOrder(
	outputs: readonly LayerCall[],
	find: (id: string) => LayerCall,
	source: string,
): LayerCall[] {
	const done = new Set<LayerCall>();
	const open = new Set<LayerCall>();
	const stack = [...outputs].reverse();
	for (let call = stack.at(-1); call !== undefined; call = stack.at(-1)) {
		const missing = call.inputs.map(find).filter((input) => !done.has(input));
		if (done.has(call) || missing.length === 0) {
			stack.pop();
			open.delete(call);
			done.add(call);
			continue;
		}
		open.add(call);
		const circular = missing.find((input) => open.has(input));
		if (circular !== undefined) {
			throw new UserError(
				`${source}: the layers "${circular.layer.name}" and "${call.layer.name}" depend on each other in a circle.`,
			);
		}
		stack.push(...missing.reverse());
	}
	return [...done];
}

function toLayer(
	{ class_name, name, config }: LayerEntry,
	source: string,
): Layer {
	const layerName = config.name ?? name;
	if (typeof layerName !== "string" || layerName === "") {
		throw new UserError(
			`${source}: a layer of the class ${class_name} has no name. Every layer needs one, its weights go by it.`,
		);
	}
	return { source, name: layerName, className: class_name, config };
}

function referenceId([name, call, output]: Reference, source: string): string {
	if (output !== 0) {
		throw new UserError(
			`${source}: the model uses output ${output} of the layer "${name}", but only layers with one output are supported.`,
		);
	}
	return callId(name, call);
}

function callId(name: string, call: number): string {
	return call === 0 ? name : `${name}_call${call}`;
}

function requireUnique(calls: readonly LayerCall[], source: string): void {
	const seen = new Set<string>();
	for (const { id } of calls) {
		if (seen.has(id)) {
			throw new UserError(
				`${source}: two layers have the name "${id}". Names must be unique, weights go by them.`,
			);
		}
		seen.add(id);
	}
}
