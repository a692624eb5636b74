import type { Builder } from "flatbuffers";
import { outsideFields, PLACED_OUTSIDE } from "./outside.ts";
import { ENUMS, type EnumName } from "./schema/enums.ts";
import {
	type Element,
	elementBytes,
	type Field,
	inlineBytes,
} from "./schema/notation.ts";
import { scalar } from "./schema/scalars.ts";
import { fieldsOf, slotCount } from "./schema/schema.ts";
import { UNIONS } from "./schema/unions.ts";
import { pathText } from "./source.ts";
import { encodeText } from "./text.ts";

type UnionValue = { readonly type: string; readonly value: Fields };

type VectorField = Field & { kind: "vector" };

type Fields = Readonly<Record<string, unknown>>;

/** Bytes to be placed behind the flatbuffer. `offsetFromEnd` is where the flatbuffer says so, counted from its end. */
export type OutsidePiece = {
	readonly data: Uint8Array;
	readonly offsetFromEnd: number;
};

/** A file while it is written: FlatBuffers are built from their end to their start, leaves first. */
export type Target = {
	readonly builder: Builder;
	readonly path: (string | number)[];
	readonly outside: OutsidePiece[];
};

/**
 * Writes a table and all it points to, leaves first; where it lies, counted from the end of the file. Throws a RangeError
 * naming the path of a value that its field cannot hold.
 */
export function writeTable(
	target: Target,
	name: string,
	value: Fields,
): number {
	const { builder } = target;
	const fields = fieldsOf(name);
	const outside = bytesOutside(name, value);
	const table = { ...value, ...outside?.replaced };
	const references = writeReferences(target, fields, table);
	builder.startObject(slotCount(fields));
	for (const field of largestFirst(fields)) {
		writeSlot(target, field, references.get(field) ?? table[field.name]);
		if (field.name === outside?.pointer) {
			const offsetFromEnd = builder.offset();
			target.outside.push({ data: outside.data, offsetFromEnd });
		}
	}
	for (const field of fields) {
		writeUnionType(builder, field, table[field.name]);
	}
	return builder.endObject();
}

function bytesOutside(name: string, value: Fields) {
	const fields = outsideFields(name);
	if (fields === undefined) {
		return undefined;
	}
	const data = value[fields.data] as Uint8Array | undefined;
	if (data === undefined || (value[fields.offset] as bigint) < PLACED_OUTSIDE) {
		return undefined;
	}
	const replaced = {
		[fields.data]: undefined,
		[fields.offset]: PLACED_OUTSIDE,
		[fields.size]: BigInt(data.byteLength),
	};
	return { data, replaced, pointer: fields.offset };
}

/** Writes what the fields of a table point to; where each of them lies, counted from the end of the file. */
function writeReferences(
	target: Target,
	fields: readonly Field[],
	table: Fields,
): ReadonlyMap<Field, number> {
	const references = new Map<Field, number>();
	for (const field of fields) {
		const value = table[field.name];
		if (value !== undefined) {
			target.path.push(field.name);
			const reference = writeReference(target, field, value);
			if (reference !== undefined) {
				references.set(field, reference);
			}
			target.path.pop();
		}
	}
	return references;
}

function writeReference(
	target: Target,
	field: Field,
	value: unknown,
): number | undefined {
	switch (field.kind) {
		case "table":
			return writeTable(target, field.type, value as Fields);
		case "union": {
			const { type, value: table } = value as UnionValue;
			if (!membersOf(field).includes(type)) {
				throw misfit(target.path, type, `in the union ${field.type}`);
			}
			return writeTable(target, type, table);
		}
		case "string":
			return writeString(target, value as string);
		case "vector":
			return writeVector(target, field, value as readonly unknown[]);
		default:
			return undefined;
	}
}

function writeString({ builder, path }: Target, text: string): number {
	const bytes = encodeText(text);
	if (bytes === undefined) {
		throw misfit(path, JSON.stringify(text), "a well-formed string");
	}
	return builder.createString(bytes);
}

function writeVector(
	target: Target,
	{ element, alignment }: VectorField,
	values: readonly unknown[] | Uint8Array,
): number {
	const { builder, path } = target;
	if (values instanceof Uint8Array) {
		builder.prep(Math.max(4, alignment), values.byteLength);
		return builder.createByteVector(values);
	}
	const items =
		element.kind === "table"
			? values.map((value, index) => {
					path.push(index);
					const item = writeTable(target, element.type, value as Fields);
					path.pop();
					return item;
				})
			: values;
	const bytes = elementBytes(element);
	builder.startVector(bytes, items.length, Math.max(bytes, alignment));
	for (let index = items.length - 1; index >= 0; index--) {
		path.push(index);
		writeElement(target, element, items[index]);
		path.pop();
	}
	return builder.endVector();
}

function writeSlot(target: Target, field: Field, value: unknown): void {
	const { builder, path } = target;
	if (value === undefined || Object.is(value, field.initial)) {
		return;
	}
	path.push(field.name);
	if (field.kind === "scalar" || field.kind === "enum") {
		writeElement(target, field, value);
		builder.slot(field.slot);
	} else {
		builder.addOffset(value as number);
		builder.slot(field.kind === "union" ? field.slot + 1 : field.slot);
	}
	path.pop();
}

function writeUnionType(builder: Builder, field: Field, value: unknown): void {
	if (field.kind === "union" && value !== undefined) {
		const { type } = value as UnionValue;
		builder.addInt8(membersOf(field).indexOf(type) + 1);
		builder.slot(field.slot);
	}
}

function membersOf(field: Field & { kind: "union" }): readonly string[] {
	return UNIONS[field.type];
}

/** Writes a scalar, the number of an enum, or the offset of a table that is written already. */
function writeElement(target: Target, element: Element, value: unknown): void {
	const { builder, path } = target;
	if (element.kind === "table") {
		builder.addOffset(value as number);
		return;
	}
	const { type } = element;
	const stored =
		element.kind === "enum" ? ENUMS[element.type].stored : element.type;
	const number =
		element.kind === "enum" ? enumNumber(element.type, value) : value;
	if (!scalar(stored).holds(number)) {
		throw misfit(path, String(value), `of type ${type}`);
	}
	scalar(stored).write(builder, number);
}

function enumNumber(name: EnumName, value: unknown): unknown {
	const names: readonly unknown[] = ENUMS[name].names;
	const number = names.indexOf(value);
	return number === -1 ? value : number;
}

function misfit(
	path: readonly (string | number)[],
	found: string,
	expected: string,
): RangeError {
	return new RangeError(`${pathText(path)}: ${found} is not ${expected}.`);
}

/** Large fields first, so that a table needs little padding. */
function largestFirst(fields: readonly Field[]): readonly Field[] {
	return fields.toSorted((one, other) => inlineBytes(other) - inlineBytes(one));
}
