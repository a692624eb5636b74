import { isConstant, tensorValues } from "../tflite/index.ts";
import type { Model, SubGraph } from "../tflite/types.ts";
import { type Affine, affineRange, type Range, rangeOf } from "./arithmetic.ts";
import { isFloat, type Judgement, judgeOperator } from "./int8-eligibility.ts";
import type { Int8Rule } from "./int8-operators.ts";
import { type Member, scaleGroups } from "./scale-groups.ts";

/** What an int8 model is made by: how each operator is computed, and the scale and zero point of each value. */
export type Int8Plan = {
	/** One for each operator. */
	readonly judgements: readonly Judgement[];
	/** The scale and zero point with which a tensor is made, by its index. */
	readonly own: ReadonlyMap<number, Affine>;
	/** Those which operators of equal scales want to read it with; they differ only where an operator fixes its output. */
	readonly joined: ReadonlyMap<number, Affine>;
	/** Those of a constant that an operator reads as an activation. */
	readonly constant: (operator: number, input: number) => Affine | undefined;
};

/** A float model of one subgraph, and the range of each of its tensors by index. */
export type Int8Source = {
	readonly model: Model;
	readonly graph: SubGraph;
	readonly ranges: ReadonlyMap<number, Range>;
};

/** Decides which operators become int8 and computes all scales, the groups of equal ones first. */
export function planInt8(source: Int8Source): Int8Plan {
	const judgements = (source.graph.operators ?? []).map((operator) =>
		judgeOperator(source, operator),
	);
	for (;;) {
		const plan = planScales(source, judgements);
		const strained = strainedOperators(source, plan);
		if (strained.length === 0) {
			return plan;
		}
		for (const place of strained) {
			judgements[place] = {
				kind: "float",
				reason: "its output is too small beside its inputs for the int8 kernel",
			};
		}
	}
}

function planScales(
	source: Int8Source,
	judgements: readonly Judgement[],
): Int8Plan {
	const { graph } = source;
	const fixed = fixedOutputs(graph, judgements);
	const members = collectMembers(source, judgements, fixed);
	const groups = scaleGroups(members);
	for (const [place, operator] of (graph.operators ?? []).entries()) {
		if (ruleOf(judgements[place])?.sameScale) {
			const [first, ...others] = [
				...inputKeys(source, place),
				...(operator.outputs ?? []).map(String),
			].filter((key) => members.has(key));
			for (const other of others) {
				groups.join(first as string, other);
			}
		}
	}
	const affines = groups.affines();
	const joined = new Map<number, Affine>();
	for (const [index] of (graph.tensors ?? []).entries()) {
		const affine = affines.get(String(index));
		if (affine !== undefined) {
			joined.set(index, affine);
		}
	}
	return {
		judgements: [...judgements],
		own: new Map([...joined, ...fixed]),
		joined,
		constant: (operator, input) => affines.get(constantKey(operator, input)),
	};
}

/** The operators whose kernels the ratio of their scales would abort. */
function strainedOperators(
	{ graph }: Int8Source,
	plan: Int8Plan,
): readonly number[] {
	return (graph.operators ?? []).flatMap((operator, place) => {
		const { maxScaleRatio = Infinity } = ruleOf(plan.judgements[place]) ?? {};
		const inputs = (operator.inputs ?? []).map(
			(index, input) =>
				(plan.own.get(index) ?? plan.constant(place, input))?.scale ?? 0,
		);
		const output = plan.own.get(operator.outputs?.[0] ?? -1)?.scale ?? 1;
		return Math.max(...inputs) / output < maxScaleRatio ? [] : [place];
	});
}

/** The rule of an operator that is computed in int8. */
export function ruleOf(judgement: Judgement | undefined): Int8Rule | undefined {
	return judgement?.kind === "int8" ? judgement.rule : undefined;
}

/** Whether an input is weights or a bias, which have scales of their own making. */
export function isParameterInput(rule: Int8Rule, input: number): boolean {
	return (
		input === rule.weights?.weights ||
		input === rule.weights?.bias ||
		rule.symmetric?.includes(input) === true
	);
}

function fixedOutputs(
	graph: SubGraph,
	judgements: readonly Judgement[],
): ReadonlyMap<number, Affine> {
	const fixed = new Map<number, Affine>();
	for (const [place, operator] of (graph.operators ?? []).entries()) {
		const affine = ruleOf(judgements[place])?.fixedOutput;
		for (const output of affine === undefined ? [] : (operator.outputs ?? [])) {
			fixed.set(output, affine as Affine);
		}
	}
	return fixed;
}

/** Every float value by its key: tensors that are computed by their index, constants by the input they are read by. */
function collectMembers(
	source: Int8Source,
	judgements: readonly Judgement[],
	fixed: ReadonlyMap<number, Affine>,
): ReadonlyMap<string, Member> {
	const { model, graph, ranges } = source;
	const passedOn = new Set<number>();
	const members = new Map<string, Member>();
	for (const [place, operator] of (graph.operators ?? []).entries()) {
		const rule = ruleOf(judgements[place]);
		for (const output of rule?.sameScale ? (operator.outputs ?? []) : []) {
			passedOn.add(output);
		}
		for (const [input, index] of (operator.inputs ?? []).entries()) {
			const range = rule && constantRange(source, index);
			if (range && !isParameterInput(rule, input)) {
				members.set(constantKey(place, input), { range, isSource: true });
			}
		}
	}
	for (const [index, tensor] of (graph.tensors ?? []).entries()) {
		const affine = fixed.get(index);
		const range = ranges.get(index) ?? (affine && affineRange(affine));
		if (range && isFloat(tensor) && !isConstant(model, tensor)) {
			const isSource = !passedOn.has(index);
			members.set(String(index), { range, fixed: affine, isSource });
		}
	}
	return members;
}

function inputKeys(
	{ model, graph }: Int8Source,
	place: number,
): readonly string[] {
	const inputs = graph.operators?.[place]?.inputs ?? [];
	return inputs.map((index, input) => {
		const tensor = graph.tensors?.[index];
		return tensor && isConstant(model, tensor)
			? constantKey(place, input)
			: String(index);
	});
}

function constantKey(operator: number, input: number): string {
	return `${operator}:${input}`;
}

function constantRange(
	{ model, graph }: Int8Source,
	index: number,
): Range | undefined {
	const tensor = graph.tensors?.[index];
	const values = tensor && tensorValues(model, tensor);
	return values instanceof Float32Array ? rangeOf(values) : undefined;
}
