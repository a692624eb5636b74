import type { BuiltinOperator, BuiltinOptions } from "../tflite/index.ts";
import {
	constant,
	countUses,
	type Draft,
	type DraftOperator,
	type Value,
} from "./draft.ts";

/** Where the output channels of a kernel lie: in its first dimension or in its last. */
const CHANNELS: Partial<Record<BuiltinOperator, "first" | "last">> = {
	CONV_2D: "first",
	DEPTHWISE_CONV_2D: "last",
	FULLY_CONNECTED: "first",
};

type Affine = {
	readonly operator: DraftOperator;
	readonly kernel: Value & { readonly data: Float32Array };
	readonly bias: Value | undefined;
	readonly channels: "first" | "last";
};

/** An operator that multiplies each channel by a constant, or adds one to it. */
type PerChannel = {
	readonly operator: "MUL" | "ADD";
	readonly values: Float32Array;
	readonly output: Value;
};

/**
 * Moves a multiplication and an addition with one constant for each channel, which is what batch normalization comes
 * to, into the kernel and bias of the convolution or dense layer right before it, as the TFLite converter does (LiteRT,
 * tflite/converter/transforms/optimize_patterns.td). It stays where nothing linear stands before it, where something
 * else needs the values in between, and after an activation.
 */
export function foldChannelConstants(draft: Draft): Draft {
	const uses = countUses(draft);
	const isShared = (value: Value) => (uses.get(value) ?? 0) > 1;
	const kept = new Map<Value, DraftOperator>();
	for (const operator of draft.operators) {
		const step = perChannel(operator);
		const before = operator.inputs[0] && kept.get(operator.inputs[0]);
		const target = before && affine(before);
		if (step && before && target && uses.get(before.output) === 1) {
			kept.delete(before.output);
			kept.set(operator.output, folded(target, step, isShared));
		} else {
			kept.set(operator.output, operator);
		}
	}
	return { ...draft, operators: [...kept.values()] };
}

function perChannel({
	operator,
	inputs: [input, values],
	output,
}: DraftOperator): PerChannel | undefined {
	return (operator === "MUL" || operator === "ADD") &&
		values?.data instanceof Float32Array &&
		values.shape.length === 1 &&
		values.shape[0] === input?.shape.at(-1)
		? { operator, values: values.data, output }
		: undefined;
}

function affine(operator: DraftOperator): Affine | undefined {
	const channels = CHANNELS[operator.operator];
	const [, kernel, bias] = operator.inputs;
	return channels !== undefined &&
		kernel?.data instanceof Float32Array &&
		!hasActivation(operator.options)
		? { operator, kernel: { ...kernel, data: kernel.data }, bias, channels }
		: undefined;
}

function hasActivation(options: BuiltinOptions | undefined): boolean {
	const value = options?.value ?? {};
	return (
		"fusedActivationFunction" in value &&
		value.fusedActivationFunction !== "NONE"
	);
}

function folded(
	{ operator, kernel, bias, channels }: Affine,
	{ operator: kind, values, output }: PerChannel,
	isShared: (value: Value) => boolean,
): DraftOperator {
	const named = (value: Value | undefined, role: string) =>
		value === undefined || isShared(value)
			? `${output.name}/${role}`
			: value.name;
	const [input, original] = operator.inputs;
	const offsets =
		bias?.data instanceof Float32Array
			? bias.data
			: new Float32Array(values.length);
	const newBias = constant(
		named(bias, "bias"),
		[values.length],
		offsets.map((offset, i) =>
			kind === "MUL"
				? offset * (values[i] as number)
				: offset + (values[i] as number),
		),
	);
	const newKernel =
		kind === "MUL"
			? constant(
					named(original, "kernel"),
					kernel.shape,
					scaled(kernel.data, values, channels),
				)
			: original;
	return { ...operator, inputs: [input, newKernel, newBias], output };
}

function scaled(
	data: Float32Array,
	factors: Float32Array,
	channels: "first" | "last",
): Float32Array {
	const run = channels === "first" ? data.length / factors.length : 1;
	const result = new Float32Array(data.length);
	for (let start = 0, step = 0; start < data.length; start += run, step++) {
		const factor = factors[step % factors.length] as number;
		for (let i = start; i < start + run; i++) {
			result[i] = (data[i] as number) * factor;
		}
	}
	return result;
}
