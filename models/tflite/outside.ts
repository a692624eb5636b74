/**
 * Large files keep the bytes of a buffer, or the options of a custom operator, behind the flatbuffer, where its 32-bit
 * offsets do not reach (schema revision 3c). In a decoded model such bytes stand in the same field as inline ones, and
 * the offset is 1n, the converter's own mark for "to be placed outside"; `encodeModel` places them.
 */
export type OutsideFields = {
	readonly data: string;
	readonly offset: string;
	readonly size: string;
};

const OUTSIDE: Readonly<Record<string, OutsideFields>> = {
	Buffer: { data: "data", offset: "offset", size: "size" },
	Operator: {
		data: "customOptions",
		offset: "largeCustomOptionsOffset",
		size: "largeCustomOptionsSize",
	},
};

/** The mark of bytes that lie outside the flatbuffer, in place of a position that only the encoder can know. */
export const PLACED_OUTSIDE = 1n;

/** The fields with which a table points outside the flatbuffer, or undefined when it cannot. */
export function outsideFields(table: string): OutsideFields | undefined {
	return OUTSIDE[table];
}
