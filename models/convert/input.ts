import type { Value } from "./draft.ts";
import { type Layer, refuse, show } from "./layer.ts";

/** The value of an input layer. An open batch counts as 1; every other dimension must be fixed. */
export function inputValue(layer: Layer): Value {
	if (layer.className !== "InputLayer") {
		return refuse(layer, "it is declared as an input but is no InputLayer");
	}
	const dtype = layer.config.dtype ?? "float32";
	if (dtype !== "float32") {
		return refuse(layer, `its dtype is ${show(dtype)}; supported: float32`);
	}
	const shape = layer.config.batch_input_shape ?? layer.config.batch_shape;
	if (!Array.isArray(shape) || shape.length === 0) {
		return refuse(
			layer,
			`the shape of the input is ${show(shape)}; declare it with inputShape, the model is not built without it`,
		);
	}
	const [batch, ...sample] = shape;
	if (!sample.every(isSize) || !(batch === null || isSize(batch))) {
		return refuse(
			layer,
			`the shape of the input is ${show(shape)}; every dimension but the batch must be a positive integer`,
		);
	}
	return {
		name: layer.name,
		shape: [batch ?? 1, ...sample],
		isBatched: batch === null,
	};
}

function isSize(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) > 0;
}
