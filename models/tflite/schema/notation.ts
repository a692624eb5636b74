import { ENUMS, type EnumName } from "./enums.ts";
import { SCALARS, type ScalarType, scalar } from "./scalars.ts";
import { UNIONS, type UnionName } from "./unions.ts";

/**
 * A table of the format: its fields in the order of their slots, each written much as in a FlatBuffers schema:
 * `int32`, `int32 = 1`, `Padding`, `TensorType = INT32`, `string`, `Tensor` (a table), `BuiltinOptions` (a union, which
 * takes two slots), `[int32]`, `[Tensor]`, `[uint8] align 16`.
 */
export type TableNotation = Readonly<Record<string, string>>;

/** What one element of a vector is. */
export type Element =
	| { readonly kind: "scalar"; readonly type: ScalarType }
	| { readonly kind: "enum"; readonly type: EnumName }
	| { readonly kind: "table"; readonly type: string };

type Content =
	| Element
	| { readonly kind: "string" }
	| { readonly kind: "union"; readonly type: UnionName }
	| {
			readonly kind: "vector";
			readonly element: Element;
			readonly alignment: number;
	  };

/** One field of a table. `initial` is the value of an absent scalar or enum. A union has its discriminator in `slot`, its value in the next. */
export type Field = Content & {
	readonly name: string;
	readonly slot: number;
	readonly initial: unknown;
};

/** The fields of a table, in the order of their slots. Throws when the notation names a type that is not in `tables`. */
export function parseTable(
	notation: TableNotation,
	tables: ReadonlySet<string>,
): readonly Field[] {
	let slot = 0;
	return Object.entries(notation).map(([name, text]) => {
		const content = parseContent(text, tables);
		const initial = parseInitial(content, text.split(" = ")[1]);
		const field = { ...content, name, slot, initial };
		slot += content.kind === "union" ? 2 : 1;
		return field;
	});
}

/** How many bytes a field takes in its table: its value, or the offset of it. For a union, its discriminator. */
export function inlineBytes(field: Field): number {
	switch (field.kind) {
		case "union":
			return 1;
		case "string":
		case "vector":
			return 4;
		default:
			return elementBytes(field);
	}
}

/** How many bytes one element takes in its vector: its value, or the offset of it. */
export function elementBytes(element: Element): number {
	switch (element.kind) {
		case "scalar":
			return scalar(element.type).bytes;
		case "enum":
			return scalar(ENUMS[element.type].stored).bytes;
		case "table":
			return 4;
	}
}

function parseContent(text: string, tables: ReadonlySet<string>): Content {
	const vector = /^\[(\w+)\](?: align (\d+))?$/.exec(text);
	if (vector !== null) {
		const element = parseElement(vector[1] ?? "", tables);
		return { kind: "vector", element, alignment: Number(vector[2] ?? 1) };
	}
	if (text === "string") {
		return { kind: "string" };
	}
	if (isKey(UNIONS, text)) {
		return { kind: "union", type: text };
	}
	return parseElement(text.split(" = ")[0] ?? "", tables);
}

function parseElement(type: string, tables: ReadonlySet<string>): Element {
	if (isKey(SCALARS, type)) {
		return { kind: "scalar", type };
	}
	if (isKey(ENUMS, type)) {
		return { kind: "enum", type };
	}
	if (tables.has(type)) {
		return { kind: "table", type };
	}
	throw new Error(`The TFLite schema tables name an unknown type "${type}".`);
}

function parseInitial(content: Content, text: string | undefined): unknown {
	switch (content.kind) {
		case "scalar":
			return text === undefined ? scalar(content.type).zero : JSON.parse(text);
		case "enum":
			return text ?? ENUMS[content.type].names[0];
		default:
			return undefined;
	}
}

function isKey<Table extends object>(
	table: Table,
	key: string,
): key is keyof Table & string {
	return Object.hasOwn(table, key);
}
