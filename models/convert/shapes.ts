import type { Conversion, Converted } from "./converter.ts";
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
	const output = following(input, name, sampleShape);
	const operators = [
		{
			operator: "RESHAPE" as const,
			version: 1,
			inputs: [input, shape],
			output,
		},
	];
	return { operators, output };
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
