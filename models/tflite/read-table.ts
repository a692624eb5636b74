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
import { UNIONS, type UnionName } from "./schema/unions.ts";
import {
	fail,
	follow,
	note,
	openTable,
	openVector,
	type Source,
	slotPosition,
	spend,
	type TablePlace,
	touch,
} from "./source.ts";
import { decodeText } from "./text.ts";

type Fields = Record<string, unknown>;

const LONGEST_STRING_BYTES = 2 ** 28;

/** Reads the table `name` that lies at `at`, and all it points to. Throws a TfliteFormatError where the file is damaged. */
export function readTable(source: Source, at: number, name: string): Fields {
	const place = openTable(source, at);
	const fields = fieldsOf(name);
	spend(source, at, 32 + 8 * fields.length);
	const table: Fields = {};
	for (const field of fields) {
		source.path.push(field.name);
		const value = readField(source, place, field);
		if (value !== undefined) {
			table[field.name] = value;
		}
		source.path.pop();
	}
	noteUnknownSlots(source, place, slotCount(fields));
	resolveOutside(source, name, table);
	return table;
}

/** Reads one field of a table; undefined when it is absent and has no default. */
export function readField(
	source: Source,
	table: TablePlace,
	field: Field,
): unknown {
	const { slot } = field;
	const at = slotPosition(source, table, { slot, length: inlineBytes(field) });
	if (field.kind === "union") {
		return readUnion(source, table, field);
	}
	if (at === undefined) {
		return field.initial;
	}
	switch (field.kind) {
		case "string":
			return readString(source, at);
		case "vector":
			return readVector(source, at, field.element);
		default:
			return readElement(source, at, field);
	}
}

function readElement(source: Source, at: number, element: Element): unknown {
	switch (element.kind) {
		case "scalar":
			return scalar(element.type).read(source.view, at);
		case "enum":
			return readEnum(source, at, element.type);
		case "table":
			return readTable(source, follow(source, at), element.type);
	}
}

function readEnum(source: Source, at: number, name: EnumName): string | number {
	const { stored, names } = ENUMS[name];
	const value = scalar(stored).read(source.view, at) as number;
	return names[value] ?? value;
}

function readString(source: Source, at: number): string {
	const { start, count } = openVector(source, at, 1);
	if (count > LONGEST_STRING_BYTES) {
		fail(source, at, `a string of ${count} bytes is too long.`);
	}
	spend(source, at, 32 + 2 * count);
	return decodeText(source.bytes.subarray(start, start + count));
}

function readVector(source: Source, at: number, element: Element): unknown {
	const bytes = elementBytes(element);
	const { start, count } = openVector(source, at, bytes);
	if (element.kind === "scalar" && element.type === "uint8") {
		spend(source, at, 128 + count);
		return source.bytes.subarray(start, start + count);
	}
	spend(source, at, 32 + count * (bytes === 8 ? 32 : 8));
	const values: unknown[] = [];
	for (let index = 0; index < count; index++) {
		source.path.push(index);
		values.push(readElement(source, start + index * bytes, element));
		source.path.pop();
	}
	return values;
}

function readUnion(
	source: Source,
	table: TablePlace,
	{ slot, type }: { readonly slot: number; readonly type: UnionName },
): unknown {
	const typeAt = slotPosition(source, table, { slot, length: 1 });
	const at = slotPosition(source, table, { slot: slot + 1, length: 4 });
	const number = typeAt === undefined ? 0 : source.view.getUint8(typeAt);
	// A type without a value means the same as no union at all.
	if (at === undefined) {
		return undefined;
	}
	const member = UNIONS[type][number - 1];
	if (member === undefined) {
		note(source, at, `it is of type ${number}, which ${type} does not have.`);
		return undefined;
	}
	spend(source, at, 32);
	return { type: member, value: readTable(source, follow(source, at), member) };
}

function noteUnknownSlots(
	source: Source,
	table: TablePlace,
	known: number,
): void {
	for (let slot = known; slot < table.slots; slot++) {
		if (slotPosition(source, table, { slot, length: 1 }) !== undefined) {
			note(source, table.at, `its slot ${slot} is unknown to the schema.`);
			return;
		}
	}
}

function resolveOutside(source: Source, name: string, table: Fields): void {
	const outside = outsideFields(name);
	const offset = outside === undefined ? 0n : (table[outside.offset] as bigint);
	if (outside === undefined || offset < PLACED_OUTSIDE) {
		return;
	}
	if (offset > PLACED_OUTSIDE) {
		const start = Number(offset);
		const size = Number(table[outside.size]);
		source.path.push(outside.offset);
		touch(source, start, size);
		spend(source, start, 128 + size);
		if (table[outside.data] !== undefined) {
			note(source, start, "bytes inside the table are shadowed by it.");
		}
		source.path.pop();
		table[outside.data] = source.bytes.subarray(start, start + size);
		table[outside.offset] = PLACED_OUTSIDE;
	}
	const data = table[outside.data] as Uint8Array | undefined;
	if (data !== undefined) {
		table[outside.size] = BigInt(data.byteLength);
	}
}
