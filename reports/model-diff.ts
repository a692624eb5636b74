import { alignSequences } from "../lib/align.ts";
import type {
	ComparedModel,
	ComparedOperator,
	ComparedSubgraph,
	ComparedTensor,
	NamedBytes,
} from "./compared-model.ts";

/** Something on one side, on the other, or on both with what differs. */
export type Change<Item> =
	| { readonly kind: "added"; readonly after: Item }
	| { readonly kind: "removed"; readonly before: Item }
	| {
			readonly kind: "changed" | "same";
			readonly before: Item;
			readonly after: Item;
			/** What differs, one text each, like `version 1 -> 3`. */
			readonly differences: readonly string[];
	  };

/** An operator or tensor with its place in its subgraph. */
export type Placed<Item> = Item & { readonly place: number };

/** Bytes before and after. */
export type SizeChange = {
	readonly name: string;
	readonly beforeBytes: number;
	readonly afterBytes: number;
};

/** What changed from one model to another. Operators stand in the order of both; added ones after the removed ones they follow. */
export type ModelDiff = {
	readonly before: { readonly file: string; readonly sizeBytes: number };
	readonly after: { readonly file: string; readonly sizeBytes: number };
	readonly byOperator: readonly SizeChange[];
	readonly byType: readonly SizeChange[];
	readonly subgraphs: readonly SubgraphDiff[];
};

/** What changed in one subgraph. */
export type SubgraphDiff = {
	readonly operators: readonly Change<Placed<ComparedOperator>>[];
	readonly tensors: readonly Change<Placed<ComparedTensor>>[];
};

const EMPTY: ComparedSubgraph = {
	inputs: [],
	outputs: [],
	operators: [],
	tensors: [],
};

/**
 * Compares two models. Operators are paired in their order, by name and by what they write; tensors by the part they play
 * in paired operators and at the borders, and those that are left by their names. Throws a RangeError for graphs too long
 * to be compared.
 */
export function diffModels(
	before: ComparedModel,
	after: ComparedModel,
): ModelDiff {
	const count = Math.max(before.subgraphs.length, after.subgraphs.length);
	return {
		before: { file: before.file, sizeBytes: before.sizeBytes },
		after: { file: after.file, sizeBytes: after.sizeBytes },
		byOperator: sizeChanges(before.totals.byOperator, after.totals.byOperator),
		byType: sizeChanges(before.totals.byType, after.totals.byType),
		subgraphs: Array.from({ length: count }, (_, index) =>
			diffSubgraphs(
				before.subgraphs[index] ?? EMPTY,
				after.subgraphs[index] ?? EMPTY,
			),
		),
	};
}

function diffSubgraphs(
	before: ComparedSubgraph,
	after: ComparedSubgraph,
): SubgraphDiff {
	const pairs = alignSequences(before.operators, after.operators, (a, b) =>
		likeness(before, after, [a, b]),
	);
	const operators = pairs.map(([a, b]) =>
		change(
			placed(before.operators, a),
			placed(after.operators, b),
			operatorDifferences,
		),
	);
	const tensors = pairTensors(before, after, pairs).map(([a, b]) =>
		change(
			placed(before.tensors, a),
			placed(after.tensors, b),
			tensorDifferences,
		),
	);
	return { operators, tensors };
}

type Pair = readonly [before: number | undefined, after: number | undefined];

function placed<Item extends object>(
	items: readonly Item[],
	place: number | undefined,
): Placed<Item> | undefined {
	const item = place === undefined ? undefined : items[place];
	return item === undefined || place === undefined
		? undefined
		: { ...item, place };
}

/** How well two operators go together: not at all unless they have one name, better where they write the same tensor. */
function likeness(
	before: ComparedSubgraph,
	after: ComparedSubgraph,
	[a, b]: readonly [ComparedOperator, ComparedOperator],
): number {
	if (a.name !== b.name) {
		return 0;
	}
	const [one, other] = [
		before.tensors[a.outputs[0] ?? -1],
		after.tensors[b.outputs[0] ?? -1],
	];
	const sameName = plainName(one?.name) === plainName(other?.name);
	const sameShape = one?.shape.join() === other?.shape.join();
	return 1 + (sameName ? 2 : 0) + (sameShape ? 1 : 0);
}

// Quantizing converters name the integer form of a tensor after it.
function plainName(name = ""): string {
	return name.replace(/_(u?int8|dequantize|requantize)$/, "");
}

function pairTensors(
	before: ComparedSubgraph,
	after: ComparedSubgraph,
	operators: readonly Pair[],
): readonly Pair[] {
	const partners = new Map<number, number>();
	const taken = new Set<number>();
	const join = (a = -1, b = -1) => {
		const exist = a in before.tensors && b in after.tensors;
		if (exist && !partners.has(a) && !taken.has(b)) {
			partners.set(a, b);
			taken.add(b);
		}
	};
	for (const [a = -1, b = -1] of operators) {
		for (const side of ["outputs", "inputs"] as const) {
			for (const [place, index] of (
				before.operators[a]?.[side] ?? []
			).entries()) {
				join(index, after.operators[b]?.[side][place]);
			}
		}
	}
	const byName = new Map(after.tensors.map(({ name }, index) => [name, index]));
	for (const [index, { name }] of before.tensors.entries()) {
		join(index, byName.get(name));
	}
	return [
		...before.tensors.map((_, index): Pair => [index, partners.get(index)]),
		...after.tensors.flatMap((_, index): Pair[] =>
			taken.has(index) ? [] : [[undefined, index]],
		),
	];
}

function change<Item>(
	before: Item | undefined,
	after: Item | undefined,
	differencesOf: (before: Item, after: Item) => readonly string[],
): Change<Item> {
	if (before === undefined) {
		return { kind: "added", after: after as Item };
	}
	if (after === undefined) {
		return { kind: "removed", before };
	}
	const differences = differencesOf(before, after);
	const kind = differences.length > 0 ? "changed" : "same";
	return { kind, before, after, differences };
}

function operatorDifferences(
	before: ComparedOperator,
	after: ComparedOperator,
): readonly string[] {
	const keys = new Set([
		...Object.keys(before.options),
		...Object.keys(after.options),
	]);
	const options = [...keys].flatMap((key) =>
		difference(key, text(before.options[key]), text(after.options[key])),
	);
	const inputs = difference(
		"inputs",
		String(before.inputs.length),
		String(after.inputs.length),
	);
	return [
		...difference("version", text(before.version), text(after.version)),
		...inputs,
		...options,
	];
}

function tensorDifferences(
	before: ComparedTensor,
	after: ComparedTensor,
): readonly string[] {
	return [
		...difference("type", String(before.type), String(after.type)),
		...difference("shape", `[${before.shape}]`, `[${after.shape}]`),
		...difference("role", before.role, after.role),
		...difference("scale", scaleText(before), scaleText(after)),
	];
}

/** The scale of a tensor as text: one with its zero point, or how many along which dimension. */
export function scaleText({ quantization }: ComparedTensor): string {
	const { scales = [], zeroPoints = [], dimension = 0 } = quantization ?? {};
	const [scale] = scales;
	return scale === undefined
		? "none"
		: scales.length === 1
			? `${Number(scale.toPrecision(6))}, zero point ${zeroPoints[0] ?? 0}`
			: `${scales.length} along dimension ${dimension}`;
}

function difference(
	what: string,
	before: string,
	after: string,
): readonly string[] {
	return before === after ? [] : [`${what} ${before} -> ${after}`];
}

function text(value: unknown): string {
	return value === undefined ? "none" : JSON.stringify(value);
}

function sizeChanges(
	before: readonly NamedBytes[],
	after: readonly NamedBytes[],
): readonly SizeChange[] {
	const names = new Set([...before, ...after].map(({ name }) => name));
	const bytes = (sizes: readonly NamedBytes[], name: string) =>
		sizes.find((size) => size.name === name)?.sizeBytes ?? 0;
	return [...names].map((name) => ({
		name,
		beforeBytes: bytes(before, name),
		afterBytes: bytes(after, name),
	}));
}
