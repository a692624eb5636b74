import { type Activation, activationOperator } from "./activations.ts";
import type { DraftOperator, Value } from "./draft.ts";
import { type Layer, refuse } from "./layer.ts";

/** One use of a layer that is to be converted. */
export type Conversion = {
	readonly layer: Layer;
	/** The name its output is to have. */
	readonly name: string;
	/** The first of its inputs, and the only one unless the layer merges several. */
	readonly input: Value;
	readonly inputs: readonly Value[];
	/**
	 * The constant `<layer>/<kind>` made of the layer's weight of that kind, of which the shape is checked; the same
	 * object for all uses of the layer.
	 */
	readonly weight: (request: WeightRequest) => Value;
};

/**
 * Asks for a weight: its kind like `kernel`, the shape it must have, where undefined stands for any size, and how the
 * constant comes from its values.
 */
export type WeightRequest = {
	readonly kind: string;
	readonly shape: readonly (number | undefined)[];
	readonly toConstant?: (data: Float32Array) => {
		readonly shape: readonly number[];
		readonly data: Float32Array;
	};
};

/** What a layer becomes. `output` is the layer's input where it computes nothing. */
export type Converted = {
	readonly operators: readonly DraftOperator[];
	readonly output: Value;
};

/** Converts one use of a layer of one class. Throws a `UserError` naming the layer when an option is not supported. */
export type LayerConverter = (conversion: Conversion) => Converted;

/** An operator that is all a layer becomes. */
export function sole(operator: DraftOperator): Converted {
	return { operators: [operator], output: operator.output };
}

/** An operator and the layer's activation after it, which gets the layer's name. */
export function withActivation(
	conversion: Conversion,
	activation: Activation,
	toOperator: (name: string) => DraftOperator,
): Converted {
	const { name } = conversion;
	const operator = toOperator(
		activation === "linear" ? name : `${name}/linear`,
	);
	const next = activationOperator(activation, operator.output, conversion);
	return next === undefined
		? sole(operator)
		: { operators: [operator, next], output: next.output };
}

/** Height, width and channels of an input that must be images. */
export function imageShape({
	layer,
	input,
}: Conversion): readonly [number, number, number] {
	const [height, width, channels] = input.shape.slice(1);
	if (
		input.shape.length !== 4 ||
		height === undefined ||
		width === undefined ||
		channels === undefined
	) {
		return refuse(
			layer,
			`its input has the shape ${input.shape.join(" x ")}, not batch x height x width x channels`,
		);
	}
	return [height, width, channels];
}
