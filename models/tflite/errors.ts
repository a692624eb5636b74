import { UserError } from "../../lib/errors.ts";

/** Where in a file something is wrong, what, and the way out. `offset` is in bytes; `path` is like `subgraphs[0].tensors[3].shape`. */
export type FormatFault = {
	readonly file: string;
	readonly offset: number;
	readonly path: string;
	readonly problem: string;
	readonly advice?: string;
};

const ADVICE = "Give an intact .tflite file.";

/** The bytes are not a .tflite file this codec can read, or not a whole one. */
export class TfliteFormatError extends UserError {
	override readonly name = "TfliteFormatError";
	readonly offset: number;
	readonly path: string;

	constructor({ file, offset, path, problem, advice }: FormatFault) {
		const place = path === "" ? "" : ` (${path})`;
		super(`${file}: at byte ${offset}${place}: ${problem} ${advice ?? ADVICE}`);
		this.offset = offset;
		this.path = path;
	}
}
