import { z } from "zod";
import { UserError } from "../../../lib/errors.ts";
import { sha256 } from "../../../lib/hash.ts";
import type { Model } from "../../tflite/index.ts";
import type { TensorRanges } from "../int8.ts";

const FORMAT = "quantgrid-ranges";
const VERSION = 1;

const rangesSchema = z.strictObject({
	format: z.literal(FORMAT),
	version: z.literal(VERSION),
	/** The sha256 of the float .tflite file whose tensors these are. */
	modelSha256: z.string().regex(/^[0-9a-f]{64}$/),
	/** What the model was run on, for people. */
	source: z.string(),
	runs: z.int().min(1),
	/** How the ranges were made, like `min-max` or `percentile 99.99`. */
	method: z.string(),
	tensors: z.array(
		z
			.strictObject({
				/** The place of the tensor in the first subgraph, and its name there. */
				index: z.int().min(0),
				name: z.string(),
				min: z.number(),
				max: z.number(),
				/** How many of its values were not finite; they are left out. */
				notFinite: z.int().min(0),
			})
			.refine(({ min, max }) => min <= max, "a min not above the max"),
	),
});

/** The ranges of a float model's tensors as a calibration found them: the content of a ranges file. */
export type Calibration = z.output<typeof rangesSchema>;

/** The first two fields of a ranges file. */
export const RANGES_HEAD = { format: FORMAT, version: VERSION } as const;

/** The text of a ranges file: JSON, one tensor per line. */
export function rangesText(calibration: Calibration): string {
	const { tensors, ...head } = calibration;
	const lines = tensors.map((tensor) => `    ${JSON.stringify(tensor)}`);
	const opening = JSON.stringify(head, undefined, 2).replace(/\n\}$/, "");
	return `${opening},\n  "tensors": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/** Reads the text of a ranges file; `file` is what errors call it. Throws a UserError that says what is wrong with it. */
export function parseRanges(text: string, file: string): Calibration {
	let input: unknown;
	try {
		input = JSON.parse(text);
	} catch {
		throw new UserError(
			`${file}: this is no JSON. Give a file that quantize --save-ranges wrote.`,
		);
	}
	const result = rangesSchema.safeParse(input);
	if (!result.success) {
		const [issue] = result.error.issues;
		throw new UserError(
			`${file}: this is no ranges file of version ${VERSION}: ${issue?.path.join(".") || "the whole"}: ${issue?.message}. Give a file that quantize --save-ranges wrote.`,
		);
	}
	return result.data;
}

/**
 * The ranges by tensor index. Throws a UserError when they are not of this model: of other bytes, or with names that its
 * tensors do not have.
 */
export function rangesFor(
	calibration: Calibration,
	float: { readonly model: Model; readonly bytes: Uint8Array },
	file: string,
): TensorRanges {
	const digest = sha256(float.bytes);
	if (digest !== calibration.modelSha256) {
		throw new UserError(
			`${file}: these ranges are of the model with the sha256 ${calibration.modelSha256}, not of this one (${digest}). Calibrate this model.`,
		);
	}
	const tensors = float.model.subgraphs?.[0]?.tensors ?? [];
	const stray = calibration.tensors.find(
		({ index, name }) => (tensors[index]?.name ?? "") !== name,
	);
	if (stray !== undefined) {
		throw new UserError(
			`${file}: tensor ${stray.index} is called "${stray.name}" there and "${tensors[stray.index]?.name ?? ""}" in the model. Calibrate the model anew.`,
		);
	}
	return tensorRanges(calibration);
}

/** The ranges by tensor index, of a calibration that is known to be of the model. */
export function tensorRanges({ tensors }: Calibration): TensorRanges {
	return new Map(tensors.map(({ index, min, max }) => [index, { min, max }]));
}
