import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DENSE, floatTensor, type TinyModel } from "../../cli/tiny-model.ts";

export { DENSE, type TinyModel, tinyModelBytes } from "../../cli/tiny-model.ts";

/** Fully connected, as many floats to as many: larger and slower with the square of its width. */
export function wideModel(width: number): TinyModel {
	return {
		...DENSE,
		tensors: [
			floatTensor("x", [1, width]),
			{
				...floatTensor("weights", [width, width]),
				values: Array.from({ length: width ** 2 }, (_, index) => index % 7),
			},
			{ ...floatTensor("bias", [width]), values: Array(width).fill(1) },
			floatTensor("y", [1, width]),
		],
	};
}

/** The sum of two inputs of 3 floats. */
export const SUM_OF_TWO: TinyModel = {
	tensors: [
		floatTensor("a", [1, 3]),
		floatTensor("b", [1, 3]),
		floatTensor("sum", [1, 3]),
	],
	operator: "ADD",
	operatorInputs: [0, 1],
	inputs: [0, 1],
	outputs: [2],
};

/** Turns 2 64-bit integers into floats. */
export const CAST_INT64: TinyModel = {
	tensors: [
		{ name: "whole", type: "INT64", shape: [2] },
		floatTensor("real", [2]),
	],
	operator: "CAST",
	operatorInputs: [0],
	inputs: [0],
	outputs: [1],
};

/** The positions of the true ones among 4 flags: the output has as many rows as there are. */
export const WHERE: TinyModel = {
	tensors: [
		{ name: "flags", type: "BOOL", shape: [4] },
		{ name: "positions", type: "INT64", shape: [1, 1] },
	],
	operator: "WHERE",
	operatorInputs: [0],
	inputs: [0],
	outputs: [1],
};

/** Writes files into a new folder and runs the body with their paths; the folder is gone afterwards. */
export async function withFiles<Result>(
	files: Readonly<Record<string, Uint8Array | string>>,
	body: (path: (name: string) => string) => Promise<Result>,
): Promise<Result> {
	const folder = mkdtempSync(join(tmpdir(), "quantgrid-test-"));
	try {
		for (const [name, bytes] of Object.entries(files)) {
			writeFileSync(join(folder, name), bytes);
		}
		return await body((name) => join(folder, name));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
