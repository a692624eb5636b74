import {
	type BuiltinOperator,
	type BuiltinOptions,
	createOptions,
} from "../tflite/index.ts";
import type { Conversion, Converted } from "./converter.ts";
import { sole } from "./converter.ts";
import {
	constant,
	type DraftOperator,
	following,
	type Value,
} from "./draft.ts";
import { type Layer, refuse, show } from "./layer.ts";

type Elementwise = {
	readonly operator: BuiltinOperator;
	readonly options: BuiltinOptions;
};

const ADD: Elementwise = {
	operator: "ADD",
	options: createOptions("AddOptions"),
};
const MULTIPLY: Elementwise = {
	operator: "MUL",
	options: createOptions("MulOptions"),
};

/** Add: one ADD for each input after the first. */
export function convertAdd(conversion: Conversion): Converted {
	return chain(conversion, ADD, conversion.name);
}

/** Multiply: one MUL for each input after the first. */
export function convertMultiply(conversion: Conversion): Converted {
	return chain(conversion, MULTIPLY, conversion.name);
}

/** Subtract: SUB of its two inputs. */
export function convertSubtract(conversion: Conversion): Converted {
	const { layer, inputs, name } = conversion;
	if (inputs.length !== 2) {
		refuse(layer, `it has ${inputs.length} inputs, two were expected`);
	}
	return chain(
		conversion,
		{ operator: "SUB", options: createOptions("SubOptions") },
		name,
	);
}

/** Maximum: one MAXIMUM for each input after the first. */
export function convertMaximum(conversion: Conversion): Converted {
	const options = createOptions("MaximumMinimumOptions");
	return chain(conversion, { operator: "MAXIMUM", options }, conversion.name);
}

/** Minimum: one MINIMUM for each input after the first. */
export function convertMinimum(conversion: Conversion): Converted {
	const options = createOptions("MaximumMinimumOptions");
	return chain(conversion, { operator: "MINIMUM", options }, conversion.name);
}

/** Average: the sum of the inputs, and MUL by one over their number. */
export function convertAverage(conversion: Conversion): Converted {
	const { layer, name, inputs } = conversion;
	const sum = chain(conversion, ADD, `${name}/sum`);
	const factor = constant(
		`${layer.name}/factor`,
		[1],
		Float32Array.of(1 / inputs.length),
	);
	const output = following(sum.output, name, sum.output.shape.slice(1));
	const operator = {
		...MULTIPLY,
		version: 1,
		inputs: [sum.output, factor],
		output,
	};
	return { operators: [...sum.operators, operator], output };
}

/** Concatenate: CONCATENATION along any dimension but the batch. */
export function convertConcatenate(conversion: Conversion): Converted {
	const { layer, name, inputs, input } = conversion;
	const rank = input.shape.length;
	const declared = layer.config.axis ?? -1;
	const axis =
		typeof declared === "number" && declared < 0 ? declared + rank : declared;
	if (!(Number.isInteger(axis) && Number(axis) > 0 && Number(axis) < rank)) {
		return refuse(
			layer,
			`its axis is ${show(declared)}; supported: 1 to ${rank - 1}, or counted from the end, -1 to ${1 - rank}`,
		);
	}
	const along = axis as number;
	const others = inputs.map(({ shape }) =>
		shape.filter((_, dimension) => dimension !== along).join(" x "),
	);
	if (
		inputs.some(({ shape }) => shape.length !== rank) ||
		new Set(others).size > 1
	) {
		return refuse(
			layer,
			`its inputs have the shapes ${shapes(inputs)}, which differ in more than dimension ${along}`,
		);
	}
	const shape = input.shape.with(
		along,
		inputs.reduce((sum, value) => sum + (value.shape[along] as number), 0),
	);
	return sole({
		operator: "CONCATENATION",
		version: 1,
		inputs,
		output: following(input, name, shape.slice(1)),
		options: createOptions("ConcatenationOptions", { axis: along }),
	});
}

function chain(
	{ layer, inputs }: Conversion,
	{ operator, options }: Elementwise,
	name: string,
): Converted {
	const operators: DraftOperator[] = [];
	const last = inputs.length - 1;
	const output = inputs.reduce((left, right, i) => {
		const shape = broadcast(layer, [left, right]);
		const output = following(
			left,
			i === last ? name : `${name}/step${i}`,
			shape.slice(1),
		);
		operators.push({
			operator,
			version: 1,
			inputs: [left, right],
			output,
			options,
		});
		return output;
	});
	return { operators, output };
}

/** The shape of two values together, where a dimension of 1 goes with any. */
function broadcast(
	layer: Layer,
	values: readonly [Value, Value],
): readonly number[] {
	const [left, right] = [values[0].shape, values[1].shape];
	const fits =
		left.length === right.length &&
		left.every((size, i) => size === right[i] || size === 1 || right[i] === 1);
	return fits
		? left.map((size, i) => Math.max(size, right[i] as number))
		: refuse(
				layer,
				`its inputs have the shapes ${shapes(values)}; supported: equal shapes, where a dimension of 1 goes with any`,
			);
}

function shapes(values: readonly Value[]): string {
	return values.map(({ shape }) => shape.join(" x ")).join(" and ");
}
