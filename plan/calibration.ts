import { z } from "zod";

/** How the range of a tensor is made of what was observed of it. */
const methodSchema = z.discriminatedUnion("name", [
	/** The least and the greatest value of all runs. */
	z.strictObject({ name: z.literal("min-max") }),
	/** Of the least and greatest values of each run, each new one counts a twentieth. */
	z.strictObject({ name: z.literal("moving-average") }),
	/** All values but the outermost. */
	z.strictObject({
		name: z.literal("percentile"),
		percentile: z.number().gt(50).max(100).default(99.99),
	}),
]);

/** How the range of a tensor is made of what was observed of it. */
export type CalibrationMethod = z.output<typeof methodSchema>;

const randomSchema = z
	.strictObject({ min: z.number(), max: z.number() })
	.refine(({ min, max }) => min < max, "a min below the max");

/** What a suite may say of the calibration of its int8 variants. */
export const calibrationSchema = z.strictObject({
	/** The training part of the suite's dataset, `.npy` files (one for each input), or values drawn evenly. */
	source: z
		.union([
			z.enum(["dataset", "random"]),
			z.strictObject({ npy: z.array(z.string().min(1)).min(1) }),
			z.strictObject({ random: randomSchema }),
		])
		.optional(),
	/** How many samples are run through the model at most. */
	samples: z.int().min(1).max(1_000_000).default(100),
	method: z
		.union([
			z
				.enum(["min-max", "moving-average", "percentile"])
				.transform((name) => methodSchema.parse({ name })),
			methodSchema,
		])
		.default({ name: "min-max" }),
	/** Which samples are drawn of a dataset, and which random values. */
	seed: z.int().min(0).max(0xffff_ffff).default(1),
});

/** How the int8 variants of a suite are calibrated. */
export type CalibrationPlan = z.output<typeof calibrationSchema>;
