import type { BuiltinOptions } from "../tflite/index.ts";
import { countUses, type Draft, type DraftOperator } from "./draft.ts";

const FUSABLE = { RELU: "RELU", RELU6: "RELU6" } as const;

type Fusable = keyof typeof FUSABLE;

/**
 * Moves RELU and RELU6 into the operator before them, as the TFLite converter does (LiteRT,
 * tflite/converter/transforms/optimize_patterns.td: convolutions, pooling, dense layers and arithmetic), where nothing
 * else needs the values in between.
 */
export function fuseActivations(draft: Draft): Draft {
	const producers = new Map(
		draft.operators.map((producer) => [producer.output, producer]),
	);
	const uses = countUses(draft);
	const fused = new Map<DraftOperator, DraftOperator>();
	const dropped = new Set<DraftOperator>();
	for (const activation of draft.operators) {
		const input = activation.inputs[0];
		const producer = input && producers.get(input);
		if (
			input === undefined ||
			producer === undefined ||
			uses.get(input) !== 1
		) {
			continue;
		}
		const options = fusedOptions(producer.options, activation.operator);
		if (options !== undefined) {
			fused.set(producer, { ...producer, options, output: activation.output });
			dropped.add(activation);
		}
	}
	const operators = draft.operators
		.filter((operator) => !dropped.has(operator))
		.map((operator) => fused.get(operator) ?? operator);
	return { ...draft, operators };
}

function fusedOptions(
	options: BuiltinOptions | undefined,
	activation: string,
): BuiltinOptions | undefined {
	if (!(activation in FUSABLE)) {
		return undefined;
	}
	const fusedActivationFunction = FUSABLE[activation as Fusable];
	switch (options?.type) {
		case "Conv2DOptions":
		case "DepthwiseConv2DOptions":
		case "FullyConnectedOptions":
		case "Pool2DOptions":
		case "AddOptions":
		case "SubOptions":
		case "MulOptions":
			return {
				type: options.type,
				value: { ...options.value, fusedActivationFunction },
			} as BuiltinOptions;
		default:
			return undefined;
	}
}
