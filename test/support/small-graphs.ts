import {
	type Model,
	operatorCode,
	operatorName,
} from "../../models/tflite/index.ts";
import { type GraphBuilder, options, type Value } from "./graph-builder.ts";

/** The options of a convolution that looks at one place at a time. */
export const ONE_BY_ONE = options("Conv2DOptions", { strideW: 1, strideH: 1 });

/** A convolution of one place, with weights that differ in sign and size. */
export function conv(
	graph: GraphBuilder,
	value: Value,
	filters = 2,
	gain = 1,
): Value {
	const depth = value.shape[3] ?? 1;
	const weights = Float32Array.from({ length: filters * depth }, (_, place) =>
		place % 2 === 0 ? gain : -gain / 2,
	);
	return first(
		graph.add({
			operator: "CONV_2D",
			inputs: [
				value,
				graph.constant([filters, 1, 1, depth], weights),
				graph.constant([filters], new Float32Array(filters).fill(0.1)),
			],
			outputs: [[...value.shape.slice(0, 3), filters]],
			options: ONE_BY_ONE,
		}),
	);
}

/** An operator of one value. */
export function unary(
	graph: GraphBuilder,
	operator: "SOFTMAX" | "TANH" | "SIN",
	value: Value,
): Value {
	const [result] = graph.add({
		operator,
		inputs: [value],
		outputs: [value.shape],
		...(operator === "SOFTMAX" && {
			options: options("SoftmaxOptions", { beta: 1 }),
		}),
	});
	return result as Value;
}

/** Values joined along their channels. */
export function concat(graph: GraphBuilder, ...values: Value[]): Value {
	const depth = values.reduce((sum, { shape }) => sum + (shape[3] ?? 0), 0);
	return first(
		graph.add({
			operator: "CONCATENATION",
			inputs: values,
			outputs: [[...(values[0]?.shape.slice(0, 3) ?? []), depth]],
			options: options("ConcatenationOptions", { axis: 3 }),
		}),
	);
}

/** The first of some values. */
export function first(values: readonly Value[]): Value {
	return values[0] as Value;
}

/** The operators of a model with their versions, like `CONV_2D 3`. */
export function operatorsOf(model: Model): readonly string[] {
	return (model.subgraphs?.[0]?.operators ?? []).map(
		(operator) =>
			`${operatorName(model, operator)} ${operatorCode(model, operator)?.version}`,
	);
}

/** The tensor of a name. */
export function tensor(model: Model, name: string) {
	const found = model.subgraphs?.[0]?.tensors?.find(
		(tensor) => tensor.name === name,
	);
	if (found === undefined) {
		throw new Error(`there is no tensor ${name}`);
	}
	return found;
}
