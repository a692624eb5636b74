import { UserError } from "../../lib/errors.ts";
import type { Layer } from "./layer.ts";
import { type Expansion, expandNetwork } from "./nested.ts";
import { parseNetwork } from "./serialized.ts";

/** One use of a layer; its output goes by `id`. A layer that is used several times shares its weights. */
export type LayerCall = {
	readonly id: string;
	readonly layer: Layer;
	/** The ids of the calls whose outputs go in; none for an input of the network. */
	readonly inputs: readonly string[];
};

/** A network as its calls in an order in which they can be computed. */
export type Graph = {
	readonly calls: readonly LayerCall[];
	readonly inputs: readonly LayerCall[];
	readonly outputs: readonly LayerCall[];
};

/**
 * The calls of a network in the serialized form of Keras, sequential or functional, with the networks inside it dissolved
 * into their layers. What no output depends on is left out. Throws a `UserError` naming `source` when the form is wrong,
 * a call refers to nothing, or calls form a circle.
 */
export function toGraph(topology: unknown, source: string): Graph {
	const expansion = expandNetwork(parseNetwork(topology, source), source);
	const calls = withoutAliases(expansion, source);
	requireUnique(calls, source);
	const byId = new Map(calls.map((call) => [call.id, call]));
	const find = (id: string): LayerCall => {
		const call = byId.get(resolve(id, expansion.aliases, source));
		if (call === undefined) {
			throw new UserError(
				`${source}: the model refers to the output of ${id}, which none of its layers gives.`,
			);
		}
		return call;
	};
	const outputs = expansion.outputs.map(find);
	return {
		calls: inOrder(outputs, find, source),
		inputs: expansion.inputs.map(find),
		outputs,
	};
}

function withoutAliases(
	{ calls, aliases }: Expansion,
	source: string,
): LayerCall[] {
	return calls.map((call) => ({
		...call,
		inputs: call.inputs.map((id) => resolve(id, aliases, source)),
	}));
}

/** Follows the names under which a network inside the network knows its inputs, and those around it its outputs. */
function resolve(
	id: string,
	aliases: ReadonlyMap<string, string>,
	source: string,
): string {
	const seen = new Set<string>();
	let current = id;
	for (
		let next = aliases.get(current);
		next !== undefined;
		next = aliases.get(current)
	) {
		if (seen.has(current)) {
			throw new UserError(
				`${source}: the network "${id}" depends on itself, in a circle.`,
			);
		}
		seen.add(current);
		current = next;
	}
	return current;
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

/** Calls go by unique ids, and weights by the name of their layer, wherever in the network it stands. */
function requireUnique(calls: readonly LayerCall[], source: string): void {
	const ids = new Set<string>();
	const layers = new Map<string, Layer>();
	for (const { id, layer } of calls) {
		const other = layers.get(layer.name);
		if (ids.has(id) || (other !== undefined && other !== layer)) {
			throw new UserError(
				`${source}: two layers have the name "${layer.name}". Names must be unique, weights go by them.`,
			);
		}
		ids.add(id);
		layers.set(layer.name, layer);
	}
}
