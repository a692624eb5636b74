import type { BuiltinOptions } from "../tflite/index.ts";
import type { Draft, DraftOperator, Value } from "./draft.ts";

const FUSABLE = { RELU: "RELU", RELU6: "RELU6" } as const;

type Fusable = keyof typeof FUSABLE;

/**
 * Moves RELU and RELU6 into the convolution or dense layer before them, as the TFLite converter does, where nothing else
 * needs the values in between.
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

function countUses({ operators, outputs }: Draft): ReadonlyMap<Value, number> {
	const uses = new Map<Value, number>();
	const used = [
		...operators.flatMap(({ inputs }) => inputs),
		...outputs.map(({ value }) => value),
	];
	for (const value of used) {
		if (value !== undefined) {
			uses.set(value, (uses.get(value) ?? 0) + 1);
		}
	}
	return uses;
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
			return {
				type: options.type,
				value: { ...options.value, fusedActivationFunction },
			};
		case "FullyConnectedOptions":
			return {
				type: options.type,
				value: { ...options.value, fusedActivationFunction },
			};
		default:
			return undefined;
	}
}
