import { open, stat } from "node:fs/promises";
import { errorCode, UserError } from "./errors.ts";

const UNSIGNED_BYTE = 0x08;

/** An array of unsigned bytes as an IDX file holds it: `data.length` is the product of `shape`, row-major. */
export type IdxArray = {
	readonly shape: readonly number[];
	readonly data: Uint8Array;
	/** The whole file, header included. */
	readonly bytes: Uint8Array;
};

/**
 * Reads an IDX file of unsigned bytes with `rank` dimensions (format: "The IDX file format" on the MNIST page of
 * Y. LeCun: two zero bytes, a type byte, the rank, one big-endian 32-bit size per dimension, then the values).
 * Throws a `UserError` naming the file when it is missing, no such array, cut short or too long. A file that does not
 * have exactly the size its header declares is never read into memory.
 */
export async function readIdxFile(
	path: string,
	rank: number,
): Promise<IdxArray> {
	const sizeBytes = await fileSizeBytes(path);
	const file = await open(path, "r");
	try {
		const header = new Uint8Array(4 + 4 * rank);
		const { bytesRead } = await file.read(header, 0, header.length, 0);
		const shape = parseHeader(header.subarray(0, bytesRead), rank, path);
		const expectedBytes = shape.reduce((a, b) => a * b, 1) + header.length;
		if (sizeBytes !== expectedBytes) {
			throw new UserError(
				`${path}: the header declares ${shape.join(" x ")} values, which makes ${expectedBytes} bytes, but the file has ${sizeBytes}: it is ${sizeBytes < expectedBytes ? "truncated" : "too long"}. Replace it with an intact copy.`,
			);
		}
		const bytes = await file.readFile();
		return { shape, data: bytes.subarray(header.length), bytes };
	} finally {
		await file.close();
	}
}

async function fileSizeBytes(path: string): Promise<number> {
	const stats = await stat(path).catch((error) => {
		const reason =
			errorCode(error) === "ENOENT"
				? "the file is missing"
				: `the file cannot be read (${errorCode(error)})`;
		throw new UserError(
			`${path}: ${reason}. An IDX file of unsigned bytes was expected there.`,
			{ cause: error },
		);
	});
	if (!stats.isFile()) {
		throw new UserError(
			`${path}: this is not a file. An IDX file of unsigned bytes was expected there.`,
		);
	}
	return stats.size;
}

function parseHeader(
	header: Uint8Array,
	rank: number,
	path: string,
): readonly number[] {
	const magic = [0, 0, UNSIGNED_BYTE, rank];
	const found = [...header.subarray(0, 4)];
	if (found.length < 4 || magic.some((byte, i) => byte !== found[i])) {
		throw new UserError(
			`${path}: the file starts with the bytes ${hex(found)}, but an IDX file of unsigned bytes with ${rank} dimension${rank === 1 ? "" : "s"} starts with ${hex(magic)}. Replace it with the right file.`,
		);
	}
	if (header.length < 4 + 4 * rank) {
		throw new UserError(
			`${path}: the file is truncated: it has ${header.length} bytes, its header alone takes ${4 + 4 * rank}. Replace it with an intact copy.`,
		);
	}
	const view = new DataView(header.buffer, header.byteOffset);
	return Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
}

function hex(bytes: readonly number[]): string {
	const text = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
	return text.length === 0 ? "(none)" : text.join(" ");
}
