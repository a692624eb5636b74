import { UserError } from "../../lib/errors.ts";

/** A layer as the model file declares it. */
export type Layer = {
	/** The file it stands in, for messages. */
	readonly source: string;
	readonly name: string;
	readonly className: string;
	readonly config: Readonly<Record<string, unknown>>;
};

/** Throws a `UserError` that names the layer, its class and the problem, which is a sentence without its full stop. */
export function refuse(layer: Layer, problem: string): never {
	throw new UserError(
		`${layer.source}: the layer "${layer.name}" (${layer.className}) cannot be converted: ${problem}.`,
	);
}

/** A positive integer of the layer's config. */
export function configInteger(layer: Layer, key: string): number {
	const value = layer.config[key];
	return isPositiveInteger(value)
		? value
		: refuse(layer, `its ${key} is ${show(value)}, not a positive integer`);
}

/** A finite number of the layer's config; `fallback` where the key is absent. */
export function configNumber(
	layer: Layer,
	key: string,
	fallback: number,
): number {
	const value = layer.config[key] ?? fallback;
	return typeof value === "number" && Number.isFinite(value)
		? value
		: refuse(layer, `its ${key} is ${show(value)}, not a number`);
}

/** Height and width of the layer's config, where one number stands for both; `fallback` where the key is absent. */
export function configPair(
	layer: Layer,
	key: string,
	fallback: readonly [number, number],
): readonly [number, number] {
	const value = layer.config[key] ?? fallback;
	const [height, width, ...rest] = Array.isArray(value)
		? value
		: [value, value];
	return isPositiveInteger(height) && isPositiveInteger(width) && !rest.length
		? [height, width]
		: refuse(layer, `its ${key} is ${show(value)}, not two positive integers`);
}

/** A word of the layer's config that must be one of `choices`; the first of them where the key is absent. */
export function configChoice<Choice extends string>(
	layer: Layer,
	key: string,
	choices: readonly [Choice, ...Choice[]],
): Choice {
	const value = layer.config[key] ?? choices[0];
	const choice = choices.find((known) => known === value);
	return (
		choice ??
		refuse(
			layer,
			`its ${key} is ${show(value)}; supported: ${choices.join(", ")}`,
		)
	);
}

/** A yes or no of the layer's config, yes where the key is absent. */
export function configFlag(layer: Layer, key: string): boolean {
	const value = layer.config[key] ?? true;
	return typeof value === "boolean"
		? value
		: refuse(layer, `its ${key} is ${show(value)}, not true or false`);
}

/** Refuses a layer whose config has a value for `key` that is not among the `allowed`. Absent is allowed. */
export function allowOnly(
	layer: Layer,
	key: string,
	allowed: readonly unknown[],
): void {
	const value = layer.config[key] ?? undefined;
	if (value !== undefined && !allowed.includes(value)) {
		refuse(
			layer,
			`its ${key} is ${show(value)}; supported: ${allowed.map(show).join(", ")}`,
		);
	}
}

/** A value of a config, as people read it. */
export function show(value: unknown): string {
	return value === undefined ? "absent" : JSON.stringify(value);
}

function isPositiveInteger(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) > 0;
}
