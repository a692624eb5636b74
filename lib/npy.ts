import { readFile, stat } from "node:fs/promises";
import { errorCode, errorText, UserError } from "./errors.ts";

/** An array of numbers as a .npy file holds it: `data.length` is the product of `shape`, row-major. */
export type NpyArray = {
	readonly shape: readonly number[];
	readonly data: NpyData;
};

/** The numbers of a .npy file in the array type that fits them. */
export type NpyData =
	| Float32Array
	| Float64Array
	| Int8Array
	| Uint8Array
	| Int16Array
	| Uint16Array
	| Int32Array
	| Uint32Array
	| BigInt64Array
	| BigUint64Array;

type Read = (
	view: DataView,
	offset: number,
	littleEndian: boolean,
) => number | bigint;

type Element = {
	readonly bytes: number;
	readonly make: (count: number) => NpyData;
	readonly read: Read;
};

// The letters and sizes of numpy's type descriptions.
const ELEMENTS: Readonly<Record<string, Element>> = {
	f4: element(Float32Array, (view, at, little) => view.getFloat32(at, little)),
	f8: element(Float64Array, (view, at, little) => view.getFloat64(at, little)),
	i1: element(Int8Array, (view, at) => view.getInt8(at)),
	u1: element(Uint8Array, (view, at) => view.getUint8(at)),
	b1: element(Uint8Array, (view, at) => view.getUint8(at)),
	i2: element(Int16Array, (view, at, little) => view.getInt16(at, little)),
	u2: element(Uint16Array, (view, at, little) => view.getUint16(at, little)),
	i4: element(Int32Array, (view, at, little) => view.getInt32(at, little)),
	u4: element(Uint32Array, (view, at, little) => view.getUint32(at, little)),
	i8: element(BigInt64Array, (view, at, little) =>
		view.getBigInt64(at, little),
	),
	u8: element(BigUint64Array, (view, at, little) =>
		view.getBigUint64(at, little),
	),
};

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MAX_FILE_BYTES = 2 ** 31 - 1;
const MAX_DIMENSIONS = 32;

/**
 * Reads a .npy file of real numbers (numpy.lib.format, versions 1 to 3; either byte order; C order). Rejects with a
 * `UserError` that says what is wrong with the file: missing, damaged, cut short, too long, of another type or in
 * Fortran order.
 */
export async function readNpyFile(path: string): Promise<NpyArray> {
	return parseNpy(await readWhole(path), path);
}

/** Reads the bytes of a .npy file; `path` is what errors call it. Throws a `UserError` as `readNpyFile` does. */
export function parseNpy(bytes: Uint8Array, path: string): NpyArray {
	const { text, start } = readHeader(bytes, path);
	const { description, shape } = parseHeader(text, path);
	const kind = ELEMENTS[description.slice(1)];
	if (kind === undefined || !"<>|=".includes(description[0] ?? "")) {
		throw new UserError(
			`${path}: the file holds values of type "${description}"; floats of 32 or 64 bits or integers are expected. Save it with array.astype("float32").`,
		);
	}
	const count = shape.reduce((product, dimension) => product * dimension, 1);
	const expected = count * kind.bytes;
	const found = bytes.length - start;
	if (found !== expected) {
		throw new UserError(
			`${path}: an array of shape [${shape.join(", ")}] takes ${expected} bytes, but ${found} follow the header: the file is ${found < expected ? "cut short" : "too long"}. Save it anew.`,
		);
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset + start, expected);
	const data = kind.make(count);
	const littleEndian = description[0] !== ">";
	for (let index = 0; index < count; index++) {
		data[index] = kind.read(view, index * kind.bytes, littleEndian);
	}
	return { shape, data };
}

function element(
	array: { new (count: number): NpyData; readonly BYTES_PER_ELEMENT: number },
	read: Read,
): Element {
	return {
		bytes: array.BYTES_PER_ELEMENT,
		make: (count) => new array(count),
		read,
	};
}

async function readWhole(path: string): Promise<Uint8Array> {
	try {
		const stats = await stat(path);
		if (stats.isFile() && stats.size <= MAX_FILE_BYTES) {
			return await readFile(path);
		}
	} catch (error) {
		const what =
			errorCode(error) === "ENOENT"
				? "there is no such file"
				: errorText(error);
		throw new UserError(
			`${path}: the array cannot be read: ${what}. Give the path of a .npy file.`,
			{ cause: error },
		);
	}
	throw new UserError(
		`${path}: this is no file of up to 2 GiB. Give the path of a .npy file.`,
	);
}

function readHeader(
	bytes: Uint8Array,
	path: string,
): { readonly text: string; readonly start: number } {
	const version = bytes[6] ?? 0;
	if (MAGIC.some((byte, place) => bytes[place] !== byte)) {
		throw new UserError(
			`${path}: this is no .npy file: it does not begin with the bytes "\\x93NUMPY". Save it with numpy.save.`,
		);
	}
	if (version < 1 || version > 3) {
		throw new UserError(
			`${path}: the file has version ${version} of the .npy format; 1 to 3 are known.`,
		);
	}
	const start = version === 1 ? 10 : 12;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const length =
		bytes.length < start
			? Infinity
			: version === 1
				? view.getUint16(8, true)
				: view.getUint32(8, true);
	if (start + length > bytes.length) {
		throw new UserError(
			`${path}: the file is cut short: it has ${bytes.length} bytes, its header alone takes more. Save it anew.`,
		);
	}
	const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(
		bytes.subarray(start, start + length),
	);
	return { text, start: start + length };
}

function parseHeader(
	text: string,
	path: string,
): { readonly description: string; readonly shape: readonly number[] } {
	const description = /'descr':\s*'([^']{1,16})'/.exec(text)?.[1];
	const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
	const dimensions = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
	if (
		description === undefined ||
		order === undefined ||
		dimensions === undefined
	) {
		throw new UserError(
			`${path}: the header names no type, order and shape of a plain array. Save it with numpy.save, without pickled objects or named fields.`,
		);
	}
	if (order === "True") {
		throw new UserError(
			`${path}: the array is in Fortran order; C order is expected. Save it with numpy.ascontiguousarray(array).`,
		);
	}
	const shape = dimensions
		.split(",")
		.map((dimension) => dimension.trim().replace(/L$/, ""))
		.filter((dimension) => dimension !== "")
		.map(Number);
	if (
		shape.length > MAX_DIMENSIONS ||
		!shape.every((dimension) => Number.isSafeInteger(dimension))
	) {
		throw new UserError(
			`${path}: the header names a shape no array can have. Save it anew.`,
		);
	}
	return { description, shape };
}
