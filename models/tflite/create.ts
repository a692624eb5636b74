import { fieldsOf, type TableName } from "./schema/schema.ts";
import type { Table } from "./types.ts";

/** A table with the fields given, and the format's defaults for the scalars and enums that are not. */
export function createTable<Name extends TableName>(
	name: Name,
	given: Partial<Table<Name>>,
): Table<Name> {
	const defaults = fieldsOf(name)
		.filter(({ initial }) => initial !== undefined)
		.map((field) => [field.name, field.initial]);
	return { ...Object.fromEntries(defaults), ...given };
}

/** The options of an operator, for `builtinOptions` or `builtinOptions2`: the fields given, defaults for the others. */
export function createOptions<Name extends TableName>(
	type: Name,
	given: Partial<Table<Name>> = {},
): { readonly type: Name; readonly value: Table<Name> } {
	return { type, value: createTable(type, given) };
}
