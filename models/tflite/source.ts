import { TfliteFormatError } from "./errors.ts";
import type { Finding } from "./types.ts";

/** What a file holds and a decoded model cannot, with its place in the file in bytes. */
export type Note = Finding & { readonly offset: number };

/**
 * A file while it is decoded. Every read is checked against its bounds. `allowance` is what the decoded model may still
 * cost in bytes of memory: a file may share its parts, but not so that they unfold to many times its size. `end` is the
 * end of what has been read; `path` is where in the model the decoder is.
 */
export type Source = {
	readonly name: string;
	readonly bytes: Uint8Array;
	readonly view: DataView;
	readonly path: (string | number)[];
	readonly notes: Note[];
	allowance: number;
	end: number;
};

/** Where a table lies, and where its vtable says its fields are. Offsets in bytes from the start of the file. */
export type TablePlace = {
	readonly at: number;
	readonly bytes: number;
	readonly vtable: number;
	readonly slots: number;
};

// An honest file needs at most about 5 bytes of memory for each of its own; the constant leaves room for tiny files.
const ALLOWANCE_PER_BYTE = 8;
const ALLOWANCE_AT_LEAST = 16 * 2 ** 20;

/** Opens bytes for decoding. */
export function openSource(input: Uint8Array, name: string): Source {
	const { buffer, byteOffset, byteLength } = input;
	return {
		name,
		// A plain Uint8Array, so that its parts are none of Node's Buffer.
		bytes: new Uint8Array(buffer, byteOffset, byteLength),
		view: new DataView(buffer, byteOffset, byteLength),
		path: [],
		notes: [],
		allowance: ALLOWANCE_AT_LEAST + ALLOWANCE_PER_BYTE * byteLength,
		end: 0,
	};
}

/** Throws a TfliteFormatError for the place in the file and in the model. */
export function fail(source: Source, offset: number, problem: string): never {
	const { name: file, path } = source;
	throw new TfliteFormatError({ file, offset, path: pathText(path), problem });
}

/** Notes something that the file holds and the decoded model cannot. */
export function note(source: Source, offset: number, problem: string): void {
	spend(source, offset, 512);
	source.notes.push({ offset, path: pathText(source.path), problem });
}

/** A path as text: names joined by dots, positions in brackets. */
export function pathText(path: readonly (string | number)[]): string {
	return path
		.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
		.join("")
		.replace(/^\./, "");
}

/** Takes what a part costs in memory from the allowance. */
export function spend(source: Source, at: number, cost: number): void {
	source.allowance -= cost;
	if (source.allowance < 0) {
		fail(
			source,
			at,
			"the file shares its parts so often that it would unfold to many times its size.",
		);
	}
}

/** Checks that bytes lie inside the file, and remembers that they were read. */
export function touch(source: Source, at: number, length: number): void {
	const size = source.bytes.byteLength;
	if (at < 0 || at + length > size) {
		fail(
			source,
			at,
			`${length} bytes should stand here, but the file has ${size} bytes.`,
		);
	}
	source.end = Math.max(source.end, at + length);
}

/** Follows the offset that stands at `at`: the position it points to. */
export function follow(source: Source, at: number): number {
	touch(source, at, 4);
	const distance = source.view.getUint32(at, true);
	if (distance === 0) {
		fail(source, at, "an offset of 0 points at itself.");
	}
	return at + distance;
}

/** Opens the table at `at`. */
export function openTable(source: Source, at: number): TablePlace {
	const { view } = source;
	touch(source, at, 4);
	const vtable = at - view.getInt32(at, true);
	touch(source, vtable, 4);
	const vtableBytes = view.getUint16(vtable, true);
	const bytes = view.getUint16(vtable + 2, true);
	if (vtableBytes < 4 || vtableBytes % 2 === 1 || bytes < 4) {
		const found = `${vtableBytes} and ${bytes} bytes`;
		fail(source, at, `a table and its vtable cannot have ${found}.`);
	}
	touch(source, vtable, vtableBytes);
	touch(source, at, bytes);
	spend(source, at, vtableBytes);
	return { at, bytes, vtable, slots: (vtableBytes - 4) / 2 };
}

/** Where a slot of a table lies, or undefined when it is absent. `length` is what it takes in the table, in bytes. */
export function slotPosition(
	source: Source,
	table: TablePlace,
	{ slot, length }: { readonly slot: number; readonly length: number },
): number | undefined {
	if (slot >= table.slots) {
		return undefined;
	}
	const inside = source.view.getUint16(table.vtable + 4 + 2 * slot, true);
	if (inside === 0) {
		return undefined;
	}
	if (inside < 4 || inside + length > table.bytes) {
		const found = `${length} bytes at ${inside}`;
		fail(
			source,
			table.at,
			`slot ${slot} has ${found}, outside its table of ${table.bytes} bytes.`,
		);
	}
	return table.at + inside;
}

/** A vector that an offset at `at` points to: where its elements start and how many there are, all inside the file. */
export function openVector(
	source: Source,
	at: number,
	elementBytes: number,
): { readonly start: number; readonly count: number } {
	const header = follow(source, at);
	touch(source, header, 4);
	const count = source.view.getUint32(header, true);
	touch(source, header + 4, count * elementBytes);
	return { start: header + 4, count };
}
