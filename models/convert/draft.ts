import type { BuiltinOperator, BuiltinOptions } from "../tflite/index.ts";

/** A tensor of the network to come: a constant if it has data, else computed. Two are the same if they are the same object. */
export type Value = {
	readonly name: string;
	readonly shape: readonly number[];
	/** Whether the first dimension is a batch of any size, written as 1. */
	readonly isBatched: boolean;
	readonly data?: Float32Array | Int32Array;
};

/** An operator of the network to come. An input that is left out is undefined. */
export type DraftOperator = {
	readonly operator: BuiltinOperator;
	readonly version: number;
	readonly inputs: readonly (Value | undefined)[];
	readonly output: Value;
	readonly options?: BuiltinOptions | undefined;
};

/** A value with the name people know it by in the interface of the network. */
export type Port = { readonly name: string; readonly value: Value };

/** A network before tensors and buffers have numbers. `operators` are in an order in which they can be computed. */
export type Draft = {
	readonly operators: readonly DraftOperator[];
	readonly inputs: readonly Port[];
	readonly outputs: readonly Port[];
};

/** A constant. */
export function constant(
	name: string,
	shape: readonly number[],
	data: Float32Array | Int32Array,
): Value {
	return { name, shape, isBatched: false, data };
}

/** A value like `input` in everything but name and shape without the batch. */
export function following(
	input: Value,
	name: string,
	sampleShape: readonly number[],
): Value {
	const shape = [...input.shape.slice(0, 1), ...sampleShape];
	return { name, shape, isBatched: input.isBatched };
}

/** How often each value goes into an operator or out of the network. */
export function countUses({
	operators,
	outputs,
}: Draft): ReadonlyMap<Value, number> {
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
