import type { Random } from "../../../lib/random.ts";
import type { Model } from "../../../models/tflite/index.ts";
import { ENUMS, type EnumName } from "../../../models/tflite/schema/enums.ts";
import type { Element, Field } from "../../../models/tflite/schema/notation.ts";
import type { ScalarType } from "../../../models/tflite/schema/scalars.ts";
import { fieldsOf } from "../../../models/tflite/schema/schema.ts";
import { UNIONS } from "../../../models/tflite/schema/unions.ts";

type Fields = Record<string, unknown>;

/** Draws models from the schema tables. `seen` collects the names of the tables drawn so far. */
export type ModelSource = {
	readonly random: Random;
	readonly seen: Set<string>;
};

const STRINGS = ["", "a", "naïve ☕ 日本", "\u0000\u001b[31m", "\udcff\udc80x"];
const FLOATS = [0, -0, 1.5, -3.25, NaN, Infinity, 2 ** -149];
const EXTREMES: Readonly<Record<ScalarType, readonly unknown[]>> = {
	bool: [false, true],
	int8: [-128, 127, 0, 1],
	uint8: [0, 255, 1],
	int16: [-32768, 32767, 0, 1],
	uint16: [0, 65535, 1],
	int32: [-(2 ** 31), 2 ** 31 - 1, 0, 1, -1],
	uint32: [0, 2 ** 32 - 1, 1],
	int64: [-(2n ** 63n), 2n ** 63n - 1n, 0n, 1n, -1n],
	uint64: [0n, 2n ** 64n - 1n, 1n],
	float32: FLOATS,
	float64: [...FLOATS, 0.1],
};

/** A random model of the schema: any field may be absent, empty or extreme; it need not make sense as a network. */
export function randomModel(source: ModelSource): Model {
	const model = randomTable(source, "Model");
	return { ...model, version: 3 } as unknown as Model;
}

function randomTable(source: ModelSource, name: string): Fields {
	source.seen.add(name);
	const table: Fields = {};
	for (const field of fieldsOf(name)) {
		const value = randomField(source, field);
		if (value !== undefined) {
			table[field.name] = value;
		}
	}
	return placedInside(source, name, table);
}

function randomField(source: ModelSource, field: Field): unknown {
	const { random } = source;
	if (field.kind !== "scalar" && field.kind !== "enum" && random() < 0.2) {
		return undefined;
	}
	switch (field.kind) {
		case "string":
			return pick(random, STRINGS);
		case "union": {
			const type = pick<string>(random, UNIONS[field.type]);
			return { type, value: randomTable(source, type) };
		}
		case "vector":
			return randomVector(source, field.element);
		default:
			return randomElement(source, field);
	}
}

function randomVector(source: ModelSource, element: Element): unknown {
	const length = Math.floor(source.random() * 5);
	const values = Array.from({ length }, () => randomElement(source, element));
	return element.kind === "scalar" && element.type === "uint8"
		? Uint8Array.from(values as number[])
		: values;
}

function randomElement(source: ModelSource, element: Element): unknown {
	switch (element.kind) {
		case "scalar":
			return pick(source.random, EXTREMES[element.type]);
		case "enum":
			return randomEnum(source.random, element.type);
		case "table":
			return randomTable(source, element.type);
	}
}

function randomEnum(random: Random, name: EnumName): string | number {
	const { names } = ENUMS[name];
	const unknown = names.length === 210 ? 2 ** 20 : 120;
	return random() < 0.1 ? unknown : pick<string>(random, names);
}

// An offset outside the flatbuffer is either none, or the mark that the encoder is to place the bytes.
function placedInside(
	{ random }: ModelSource,
	name: string,
	table: Fields,
): Fields {
	const offset = random() < 0.5 ? 0n : 1n;
	if (name === "Buffer") {
		const data = table.data as Uint8Array | undefined;
		const size = sizeOutside(offset, data) ?? table.size;
		return { ...table, offset, size };
	}
	if (name === "Operator") {
		const data = table.customOptions as Uint8Array | undefined;
		const size = sizeOutside(offset, data) ?? table.largeCustomOptionsSize;
		const large = { largeCustomOptionsSize: size };
		return { ...table, largeCustomOptionsOffset: offset, ...large };
	}
	return table;
}

function sizeOutside(
	offset: bigint,
	data: Uint8Array | undefined,
): bigint | undefined {
	return offset === 1n && data !== undefined
		? BigInt(data.byteLength)
		: undefined;
}

function pick<Value>(random: Random, values: readonly Value[]): Value {
	return values[Math.floor(random() * values.length)] as Value;
}
