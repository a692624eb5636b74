import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../lib/errors.ts";
import { parseNpy, readNpyFile } from "../../lib/npy.ts";
import { withFolder } from "../support/temporary-folder.ts";

type Parts = {
	readonly version?: number;
	readonly header?: string;
	readonly data?: Uint8Array;
};

/** The bytes of a .npy file; by default two rows of 32-bit floats: 1.5, -2. */
function npy({
	version = 1,
	header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }",
	data = new Uint8Array(new Float32Array([1.5, -2]).buffer),
}: Parts = {}): Uint8Array {
	const text = Buffer.from(header.padEnd(117), "latin1");
	const length = Buffer.alloc(version === 1 ? 2 : 4);
	length.writeUIntLE(text.length, 0, length.length);
	return new Uint8Array(
		Buffer.concat([
			Buffer.from([0x93]),
			Buffer.from("NUMPY"),
			Buffer.from([version, 0]),
			length,
			text,
			data,
		]),
	);
}

const header = (descr: string, shape: string) =>
	`{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`;

test("floats are read in all three versions of the format", () => {
	for (const version of [1, 2, 3]) {
		assert.equal(parseNpy(npy({ version }), "a.npy"), {
			shape: [2, 1],
			data: Float32Array.of(1.5, -2),
		});
	}
});

test("other types and byte orders are read as what they are", () => {
	const big = Buffer.alloc(8);
	big.writeDoubleBE(0.25);
	assert.equal(
		parseNpy(npy({ header: header(">f8", "1,"), data: big }), "a").data,
		Float64Array.of(0.25),
	);
	const short = new Uint8Array(Int16Array.of(-3, 9).buffer);
	assert.equal(
		parseNpy(npy({ header: header("<i2", "2,"), data: short }), "a").data,
		Int16Array.of(-3, 9),
	);
	assert.equal(
		parseNpy(
			npy({ header: header("|u1", "3,"), data: Uint8Array.of(1, 2, 255) }),
			"a",
		).data,
		Uint8Array.of(1, 2, 255),
	);
	const long = new Uint8Array(BigInt64Array.of(-1n).buffer);
	assert.equal(parseNpy(npy({ header: header("<i8", ""), data: long }), "a"), {
		shape: [],
		data: BigInt64Array.of(-1n),
	});
});

test("a file that is none, damaged or of another kind is refused with the reason", () => {
	const cases: readonly (readonly [Uint8Array, RegExp])[] = [
		[new Uint8Array(), /does not begin with the bytes/],
		[npy({ version: 9 }), /version 9/],
		[npy().subarray(0, 40), /header alone takes more/],
		[npy().subarray(0, 9), /header alone takes more/],
		[npy().subarray(0, 130), /cut short/],
		[npy({ data: new Uint8Array(9) }), /too long/],
		[npy({ header: header("|O", "2,") }), /values of type "\|O"/],
		[
			npy({ header: header("<f4", "99999999999999999999,") }),
			/no array can have/,
		],
		[
			npy({
				header:
					"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
			}),
			/names no type, order and shape/,
		],
		[
			npy({
				header: "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1), }",
			}),
			/Fortran order/,
		],
	];
	for (const [bytes, reason] of cases) {
		assert.throws(
			() => parseNpy(bytes, "a.npy"),
			(error: unknown) =>
				error instanceof UserError &&
				error.message.startsWith("a.npy: ") &&
				reason.test(error.message),
			String(reason),
		);
	}
});

test("a file that is missing says so", async () => {
	await withFolder(async (folder) => {
		try {
			await readNpyFile(`${folder}/none.npy`);
			assert.unreachable();
		} catch (error) {
			assert.match(
				(error as Error).message,
				/none\.npy: the array cannot be read: there is no such file/,
			);
		}
	});
});

test.run();
