import { UserError } from "../../lib/errors.ts";
import type { LayerCall } from "./graph.ts";
import type { Layer } from "./layer.ts";
import {
	isNetwork,
	parseInbound,
	parseNested,
	type Reference,
	type SerializedLayer,
	type SerializedNetwork,
} from "./serialized.ts";

/** A network and all networks inside it as one list of calls, in no particular order. */
export type Expansion = {
	readonly calls: readonly LayerCall[];
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	/** Ids that stand for others: inputs of a network inside for what goes in, its outputs for what comes out. */
	readonly aliases: ReadonlyMap<string, string>;
};

/** Where a network stands, and what has been found so far. */
type Place = {
	readonly source: string;
	/** What the ids of its calls start with. */
	readonly prefix: string;
	readonly depth: number;
	readonly calls: LayerCall[];
	readonly aliases: Map<string, string>;
	/** What was made of each entry: a network that is used twice brings the same layers twice, and they share weights. */
	readonly layers: Map<SerializedLayer, Layer>;
	readonly networks: Map<SerializedLayer, SerializedNetwork | undefined>;
	readonly visits: { count: number };
};

/** The ids of the inputs and outputs of a network. */
type Ports = {
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
};

type FunctionalConfig = Extract<
	SerializedNetwork,
	{ class_name: "Functional" | "Model" }
>["config"];

type Inside = {
	readonly network: SerializedNetwork;
	readonly id: string;
	readonly inputs: readonly string[];
};

/** So that a hostile file cannot fill the memory: networks inside networks multiply. */
const CALL_LIMIT = 100_000;
const DEPTH_LIMIT = 32;

/** Dissolves the networks inside a network. Throws a `UserError` naming `source` when one does not have the right form. */
export function expandNetwork(
	network: SerializedNetwork,
	source: string,
): Expansion {
	const place: Place = {
		source,
		prefix: "",
		depth: 0,
		calls: [],
		aliases: new Map(),
		layers: new Map(),
		networks: new Map(),
		visits: { count: 0 },
	};
	const ports = expand(network, place);
	return { ...ports, calls: place.calls, aliases: place.aliases };
}

function expand(network: SerializedNetwork, place: Place): Ports {
	const name = network.config.name ?? network.class_name.toLowerCase();
	if (place.depth > DEPTH_LIMIT) {
		throw new UserError(
			`${place.source}: the network "${name}" stands inside more than ${DEPTH_LIMIT} others.`,
		);
	}
	if (network.config.layers.length === 0) {
		throw new UserError(`${place.source}: the model "${name}" has no layers.`);
	}
	return network.class_name === "Sequential"
		? expandSequential(network.config.layers, place)
		: expandFunctional(network.config, place);
}

function expandSequential(
	layers: readonly SerializedLayer[],
	place: Place,
): Ports {
	const first = layers[0] as SerializedLayer;
	const chain =
		first.class_name === "InputLayer"
			? layers
			: [impliedInput(first, place.source), ...layers];
	const ids = chain.map((entry) => callId(place, nameOf(entry, place.source)));
	chain.forEach((entry, i) => {
		addCall(entry, place, {
			id: ids[i] as string,
			inputs: ids.slice(Math.max(0, i - 1), i),
		});
	});
	return { inputs: ids.slice(0, 1), outputs: ids.slice(-1) };
}

/** The input that a sequential network does not list: its first layer declares it, which may be a network itself. */
function impliedInput(first: SerializedLayer, source: string): SerializedLayer {
	const name = `${nameOf(first, source)}_input`;
	let inner = first;
	for (let depth = 0; depth < DEPTH_LIMIT; depth++) {
		const layers = parseNested(inner, source)?.config.layers;
		const next =
			layers?.find(({ class_name }) => class_name === "InputLayer") ??
			layers?.[0];
		if (next === undefined) {
			break;
		}
		inner = next;
	}
	const { batch_input_shape, batch_shape, dtype } = inner.config as Readonly<
		Record<string, unknown>
	>;
	return {
		class_name: "InputLayer",
		config: { name, batch_input_shape, batch_shape, dtype },
	};
}

function expandFunctional(config: FunctionalConfig, place: Place): Ports {
	const entries = config.layers.map((entry) => {
		const name = nameOf(entry, place.source);
		const where = `${place.source}: inbound_nodes of the layer "${name}"`;
		return { entry, name, nodes: parseInbound(entry.inbound_nodes, where) };
	});
	const { input_layers, output_layers } = config;
	const firstCalls = new Set(
		[...entries.flatMap(({ nodes }) => nodes), input_layers, output_layers]
			.flat()
			.filter(([, call]) => call === 0)
			.map(([name]) => name),
	);
	// Keras and TensorFlow.js count the building of a network as its first call, and leave that call out of the file.
	const skipped = new Set(
		entries
			.filter(({ entry, name }) => isNetwork(entry) && !firstCalls.has(name))
			.map(({ name }) => name),
	);
	const port = ([name, call, output]: Reference) =>
		outputId(callId(place, name, skipped.has(name) ? call - 1 : call), output);
	for (const { entry, name, nodes } of entries) {
		const calls = nodes.length === 0 ? [[]] : nodes;
		calls.forEach((references, i) => {
			addCall(entry, place, {
				id: callId(place, name, i),
				inputs: references.map(port),
			});
		});
	}
	return { inputs: input_layers.map(port), outputs: output_layers.map(port) };
}

function addCall(
	entry: SerializedLayer,
	place: Place,
	{ id, inputs }: Pick<Inside, "id" | "inputs">,
): void {
	place.visits.count += 1;
	if (place.visits.count > CALL_LIMIT) {
		throw new UserError(
			`${place.source}: the model has more than ${CALL_LIMIT} layers with those of the networks inside it.`,
		);
	}
	const network = nestedNetwork(entry, place);
	if (network !== undefined) {
		addNetwork({ network, id, inputs }, place);
		return;
	}
	place.calls.push({ id, layer: toLayer(entry, place), inputs });
}

function nestedNetwork(
	entry: SerializedLayer,
	{ networks, source }: Place,
): SerializedNetwork | undefined {
	if (!networks.has(entry)) {
		networks.set(entry, parseNested(entry, source));
	}
	return networks.get(entry);
}

function addNetwork({ network, id, inputs }: Inside, place: Place): void {
	const inside = { ...place, prefix: `${id}/`, depth: place.depth + 1 };
	const start = place.calls.length;
	const ports = expand(network, inside);
	if (ports.inputs.length !== inputs.length) {
		throw new UserError(
			`${place.source}: the network "${id}" gets ${inputs.length} inputs, but it has ${ports.inputs.length}.`,
		);
	}
	const own = place.calls.splice(start);
	place.calls.push(...own.filter((call) => !ports.inputs.includes(call.id)));
	ports.inputs.forEach((port, i) => {
		place.aliases.set(port, inputs[i] as string);
	});
	ports.outputs.forEach((port, i) => {
		place.aliases.set(outputId(id, i), port);
	});
}

function toLayer(entry: SerializedLayer, { source, layers }: Place): Layer {
	const known = layers.get(entry);
	if (known !== undefined) {
		return known;
	}
	const layer: Layer = {
		source,
		name: nameOf(entry, source),
		className: entry.class_name,
		config: Array.isArray(entry.config) ? {} : entry.config,
	};
	layers.set(entry, layer);
	return layer;
}

function nameOf(
	{ class_name, name, config }: SerializedLayer,
	source: string,
): string {
	const found = (Array.isArray(config) ? undefined : config.name) ?? name;
	if (typeof found !== "string" || found === "") {
		throw new UserError(
			`${source}: a layer of the class ${class_name} has no name. Every layer needs one, its weights go by it.`,
		);
	}
	return found;
}

function outputId(id: string, output: number): string {
	return output === 0 ? id : `${id}:${output}`;
}

function callId({ prefix }: Place, name: string, call = 0): string {
	return `${prefix}${call === 0 ? name : `${name}_call${call}`}`;
}
