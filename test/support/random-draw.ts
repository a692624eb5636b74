import type { Random } from "../../lib/random.ts";
import type { GraphBuilder, Value } from "./graph-builder.ts";

/** A way to go on from a value: gives the new values, or nothing where it does not fit. */
export type Step = (draw: Draw, value: Value) => readonly Value[] | undefined;

/** Steps by name. */
export type Steps = Readonly<Record<string, Step>>;

/** A graph that grows, and the dice. */
export type Draw = {
	readonly graph: GraphBuilder;
	readonly random: Random;
	/** All values so far. */
	readonly values: Value[];
	/** Weights that a later layer of the same shape may share. */
	readonly weights: Map<string, Value>;
};

/** The activations that may be fused into an operator. */
export const ACTIVATIONS = ["NONE", "RELU", "RELU6", "RELU_N1_TO_1"] as const;

/** A constant of random values between minus and plus a spread. */
export function noise(
	graph: GraphBuilder,
	random: Random,
	shape: readonly number[],
	spread: number,
): Value {
	const count = shape.reduce((product, length) => product * length, 1);
	return graph.constant(
		shape,
		Float32Array.from({ length: count }, () => (random() * 2 - 1) * spread),
	);
}

/** A constant of whole numbers. */
export function integers(
	graph: GraphBuilder,
	values: readonly number[],
): Value {
	return graph.constant([values.length], Int32Array.from(values));
}

/** A number of channels: mostly few, sometimes enough for weights that are worth storing as int8. */
export function channels(random: Random): number {
	return random() < 0.7 ? 1 + whole(random, 24) : 96 + whole(random, 64);
}

/** A whole number from 0 up to a count. */
export function whole(random: Random, count: number): number {
	return Math.floor(random() * count);
}

/** One of some items. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
	return items[whole(random, items.length)] as Item;
}
