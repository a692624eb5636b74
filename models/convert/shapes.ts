import { createOptions } from "../tflite/index.ts";
import { type Conversion, type Converted, sole } from "./converter.ts";
import { constant, following } from "./draft.ts";
import { allowOnly, refuse, show } from "./layer.ts";

/** Reshape: RESHAPE to a constant shape that leaves the batch open. */
export function convertReshape(conversion: Conversion): Converted {
	const { layer, input } = conversion;
	const target = layer.config.target_shape;
	if (!Array.isArray(target) || !target.every(isDimension)) {
		return refuse(
			layer,
			`its target_shape is ${show(target)}, not a list of positive integers, with null or -1 for one that follows from the others`,
		);
	}
	const size = product(input.shape.slice(1));
	const known = product(target.filter(isKnown));
	const open = target.filter((dimension) => !isKnown(dimension)).length;
	if (open > 1 || size % known !== 0 || (open === 0 && size !== known)) {
		return refuse(
			layer,
			`its target_shape ${show(target)} does not fit its input of ${input.shape.slice(1).join(" x ")} values`,
		);
	}
	return reshapeTo(
		conversion,
		target.map((dimension) => (isKnown(dimension) ? dimension : size / known)),
	);
}

/** Flatten: RESHAPE to batch x values. */
export function convertFlatten(conversion: Conversion): Converted {
	allowOnly(conversion.layer, "data_format", ["channels_last"]);
	return reshapeTo(conversion, [product(conversion.input.shape.slice(1))]);
}

/** The most dimensions that TRANSPOSE of version 1 takes. */
const TRANSPOSE_RANK_LIMIT = 4;

/** Permute: TRANSPOSE that leaves the batch in its place. */
export function convertPermute({ layer, name, input }: Conversion): Converted {
	const dims = layer.config.dims;
	const rank = input.shape.length;
	const expected = Array.from({ length: rank - 1 }, (_, i) => i + 1);
	if (
		!Array.isArray(dims) ||
		!dims.every(Number.isInteger) ||
		dims.toSorted((a, b) => a - b).join() !== expected.join()
	) {
		return refuse(
			layer,
			`its dims is ${show(dims)}, not the numbers 1 to ${rank - 1} in some order`,
		);
	}
	if (rank > TRANSPOSE_RANK_LIMIT) {
		return refuse(
			layer,
			`its input has ${rank} dimensions, more than the ${TRANSPOSE_RANK_LIMIT} that are supported`,
		);
	}
	const order = constant(
		`${layer.name}/order`,
		[rank],
		Int32Array.of(0, ...dims),
	);
	const shape = dims.map((dimension) => input.shape[dimension] as number);
	return sole({
		operator: "TRANSPOSE",
		version: 1,
		inputs: [input, order],
		output: following(input, name, shape),
		options: createOptions("TransposeOptions"),
	});
}

function reshapeTo(
	{ layer, name, input }: Conversion,
	sampleShape: readonly number[],
): Converted {
	const batch = input.isBatched ? -1 : (input.shape[0] as number);
	const shape = constant(
		`${layer.name}/shape`,
		[1 + sampleShape.length],
		Int32Array.from([batch, ...sampleShape]),
	);
	return sole({
		operator: "RESHAPE",
		version: 1,
		inputs: [input, shape],
		output: following(input, name, sampleShape),
	});
}

function isDimension(value: unknown): value is number | null {
	return (
		value === null ||
		(Number.isSafeInteger(value) && (value === -1 || (value as number) > 0))
	);
}

function isKnown(dimension: number | null): dimension is number {
	return dimension !== null && dimension > 0;
}

function product(numbers: readonly number[]): number {
	return numbers.reduce((a, b) => a * b, 1);
}
