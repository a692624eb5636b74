import { z } from "zod";
import { parseValue } from "./json.ts";

const LAYER = z.object({
	class_name: z.string(),
	name: z.string().optional(),
	config: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
	inbound_nodes: z.unknown().optional(),
});

const SEQUENTIAL = z.object({
	class_name: z.literal("Sequential"),
	config: z.union([
		z.array(LAYER).transform((layers) => ({ name: undefined, layers })),
		z.object({ name: z.string().optional(), layers: z.array(LAYER) }),
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
		name: z.string().optional(),
		layers: z.array(LAYER),
		input_layers: REFERENCES,
		output_layers: REFERENCES,
	}),
});

const NETWORK = z.discriminatedUnion("class_name", [SEQUENTIAL, FUNCTIONAL]);
const WRAPPED = z.object({ model_config: NETWORK });

/** The classes of layers that are networks themselves. */
const NETWORK_CLASSES: readonly string[] = [
	"Sequential",
	"Functional",
	"Model",
];

/** A layer in the serialized form of Keras. */
export type SerializedLayer = z.infer<typeof LAYER>;

/** A network in the serialized form of Keras. */
export type SerializedNetwork = z.infer<typeof NETWORK>;

/** Refers to an output of a call of a layer. */
export type Reference = z.infer<typeof REFERENCE>;

/** A network that is a whole model. Throws a `UserError` naming `source` when it is none in the serialized form of Keras. */
export function parseNetwork(
	topology: unknown,
	source: string,
): SerializedNetwork {
	const isWrapped =
		typeof topology === "object" &&
		topology !== null &&
		"model_config" in topology;
	return isWrapped
		? parseValue(WRAPPED, topology, source).model_config
		: parseValue(NETWORK, topology, source);
}

/** Whether a layer is a network itself. */
export function isNetwork({ class_name }: SerializedLayer): boolean {
	return NETWORK_CLASSES.includes(class_name);
}

/** The network that a layer is, or undefined for any other layer. Throws as `parseNetwork` does. */
export function parseNested(
	layer: SerializedLayer,
	source: string,
): SerializedNetwork | undefined {
	return isNetwork(layer) ? parseValue(NETWORK, layer, source) : undefined;
}

/** What goes into each call of a layer of a functional network. Throws as `parseNetwork` does. */
export function parseInbound(
	nodes: unknown,
	source: string,
): readonly (readonly Reference[])[] {
	return parseValue(INBOUND, nodes ?? [], source);
}
