import { ARITHMETIC_OPTIONS } from "./arithmetic-options.ts";
import { ARRAY_OPTIONS } from "./array-options.ts";
import { FLOW_OPTIONS } from "./flow-options.ts";
import { LAYER_OPTIONS } from "./layer-options.ts";
import { MODEL_TABLES } from "./model-tables.ts";
import { type Field, parseTable } from "./notation.ts";
import { STABLEHLO_OPTIONS } from "./stablehlo-options.ts";

/**
 * Every table of the TensorFlow Lite file format, schema revision 3d
 * (https://github.com/google-ai-edge/LiteRT, tflite/converter/schema/schema.fbs).
 */
export const TABLES = {
	...MODEL_TABLES,
	...LAYER_OPTIONS,
	...ARITHMETIC_OPTIONS,
	...ARRAY_OPTIONS,
	...FLOW_OPTIONS,
	...STABLEHLO_OPTIONS,
};

/** The name of a table of the format. */
export type TableName = keyof typeof TABLES;

const NAMES: ReadonlySet<string> = new Set(Object.keys(TABLES));

const FIELDS: ReadonlyMap<string, readonly Field[]> = new Map(
	Object.entries(TABLES).map(([name, notation]) => [
		name,
		parseTable(notation, NAMES),
	]),
);

/** The fields of a table in the order of their slots. Throws when there is no such table. */
export function fieldsOf(table: string): readonly Field[] {
	const fields = FIELDS.get(table);
	if (fields === undefined) {
		throw new Error(`The TFLite schema has no table "${table}".`);
	}
	return fields;
}

/** How many slots fields take in a table: one each, a union two. */
export function slotCount(fields: readonly Field[]): number {
	return fields.reduce((n, { kind }) => n + (kind === "union" ? 2 : 1), 0);
}
