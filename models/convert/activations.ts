import { type BuiltinOperator, createOptions } from "../tflite/index.ts";
import { type DraftOperator, following, type Value } from "./draft.ts";
import { type Layer, refuse, show } from "./layer.ts";

/** The operator of each activation by its name in Keras; undefined for the one that changes nothing. */
const ACTIVATIONS = {
	linear: undefined,
	relu: "RELU",
	relu6: "RELU6",
	softmax: "SOFTMAX",
	sigmoid: "LOGISTIC",
	tanh: "TANH",
	elu: "ELU",
} as const satisfies Record<string, BuiltinOperator | undefined>;

/** An activation that can be converted. */
export type Activation = keyof typeof ACTIVATIONS;

const SOFTMAX_RANK_LIMIT = 4;

/** The `activation` of a layer's config: a name, or the serialized form of a Keras object. Linear where it is absent. */
export function configActivation(layer: Layer): Activation {
	const value = layer.config.activation ?? "linear";
	const name =
		typeof value === "object" && "class_name" in value
			? value.class_name
			: value;
	if (typeof name === "string" && Object.hasOwn(ACTIVATIONS, name)) {
		return name as Activation;
	}
	return refuse(
		layer,
		`its activation is ${show(value)}; supported: ${Object.keys(ACTIVATIONS).join(", ")}`,
	);
}

/** The operator of an activation on `input`; undefined for linear. */
export function activationOperator(
	activation: Activation,
	input: Value,
	{ name, layer }: { readonly name: string; readonly layer: Layer },
): DraftOperator | undefined {
	const operator = ACTIVATIONS[activation];
	if (operator === undefined) {
		return undefined;
	}
	if (operator === "SOFTMAX" && input.shape.length > SOFTMAX_RANK_LIMIT) {
		refuse(
			layer,
			`softmax of a tensor with ${input.shape.length} dimensions is more than the ${SOFTMAX_RANK_LIMIT} of the TFLite runtime`,
		);
	}
	return {
		operator,
		version: 1,
		inputs: [input],
		output: following(input, name, input.shape.slice(1)),
		options:
			operator === "SOFTMAX"
				? createOptions("SoftmaxOptions", { beta: 1 })
				: undefined,
	};
}
