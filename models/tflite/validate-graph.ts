import { operatorCode } from "./operators.ts";
import { isConstant } from "./tensors.ts";
import type { Finding, Model, Operator, SubGraph } from "./types.ts";

const ABSENT_TENSOR = -1;

/** Every operator has an operator code. */
export function* operatorCodes(model: Model): Iterable<Finding> {
	for (const { path, operator } of operators(model)) {
		if (operatorCode(model, operator) === undefined) {
			const problem = `there is no operator code ${operator.opcodeIndex}.`;
			yield { path: `${path}.opcodeIndex`, problem };
		}
	}
}

/** Every tensor that a subgraph or an operator names exists. An operator may name -1 for "none". */
export function* tensorIndices(model: Model): Iterable<Finding> {
	for (const { path, subgraph } of subgraphs(model)) {
		const count = subgraph.tensors?.length ?? 0;
		for (const side of ["inputs", "outputs"] as const) {
			yield* outOfRange(`${path}.${side}`, subgraph[side], { least: 0, count });
		}
	}
	for (const { path, subgraph, operator } of operators(model)) {
		const count = subgraph.tensors?.length ?? 0;
		for (const side of ["inputs", "outputs", "intermediates"] as const) {
			const range = { least: ABSENT_TENSOR, count };
			yield* outOfRange(`${path}.${side}`, operator[side], range);
		}
	}
}

/**
 * Operators stand in the order they run: each reads only graph inputs, constants, variables and what an earlier one
 * wrote (so there is no cycle), and each tensor is written once.
 */
export function* executionOrder(model: Model): Iterable<Finding> {
	for (const { path, subgraph } of subgraphs(model)) {
		const ready = readyTensors(model, subgraph);
		for (const [index, operator] of (subgraph.operators ?? []).entries()) {
			const place = `${path}.operators[${index}]`;
			for (const input of operator.inputs ?? []) {
				if (isTensor(subgraph, input) && !ready.has(input)) {
					const problem = `it reads tensor ${input}, which nothing has written by then.`;
					yield { path: `${place}.inputs`, problem };
				}
			}
			for (const output of operator.outputs ?? []) {
				if (ready.has(output) && !subgraph.tensors?.[output]?.isVariable) {
					const problem = `it writes tensor ${output}, which has its value already.`;
					yield { path: `${place}.outputs`, problem };
				}
				ready.add(output);
			}
		}
		for (const output of subgraph.outputs ?? []) {
			if (isTensor(subgraph, output) && !ready.has(output)) {
				yield {
					path: `${path}.outputs`,
					problem: `nothing writes tensor ${output}.`,
				};
			}
		}
	}
}

/** Every subgraph that the options of an operator name exists. */
export function* subgraphIndices(model: Model): Iterable<Finding> {
	const range = { least: 0, count: model.subgraphs?.length ?? 0 };
	for (const { path, operator } of operators(model)) {
		for (const union of ["builtinOptions", "builtinOptions2"] as const) {
			const options = Object.entries<unknown>(operator[union]?.value ?? {});
			for (const [name, value] of options) {
				if (/subgraph(Index|Indices)?$/i.test(name)) {
					const place = `${path}.${union}.${name}`;
					yield* outOfRange(place, [value].flat().map(Number), range);
				}
			}
		}
	}
}

function readyTensors(model: Model, subgraph: SubGraph): Set<number> {
	const ready = new Set(subgraph.inputs);
	for (const [index, tensor] of (subgraph.tensors ?? []).entries()) {
		const stored = tensor.externalBuffer !== 0 || isConstant(model, tensor);
		if (stored || tensor.isVariable) {
			ready.add(index);
		}
	}
	return ready;
}

function isTensor({ tensors = [] }: SubGraph, index: number): boolean {
	return index >= 0 && index < tensors.length;
}

function* outOfRange(
	path: string,
	indices: readonly number[] = [],
	{ least, count }: { readonly least: number; readonly count: number },
): Iterable<Finding> {
	for (const [position, index] of indices.entries()) {
		if (index < least || index >= count) {
			const problem = `${index} is not in ${least} … ${count - 1}.`;
			yield { path: `${path}[${position}]`, problem };
		}
	}
}

type SubgraphPlace = { readonly path: string; readonly subgraph: SubGraph };

function* subgraphs(model: Model): Iterable<SubgraphPlace> {
	for (const [index, subgraph] of (model.subgraphs ?? []).entries()) {
		yield { path: `subgraphs[${index}]`, subgraph };
	}
}

function* operators(
	model: Model,
): Iterable<SubgraphPlace & { readonly operator: Operator }> {
	for (const { path, subgraph } of subgraphs(model)) {
		for (const [index, operator] of (subgraph.operators ?? []).entries()) {
			yield { path: `${path}.operators[${index}]`, subgraph, operator };
		}
	}
}
