import { z } from "zod";

/** The shape of a graph input's or output's declaration as it crosses a process border. */
export const tensorSpecSchema = z.object({
	name: z.string(),
	type: z.string(),
	/** Real value = (stored - zeroPoint) * scale; null for a tensor that is not quantized. */
	quantization: z
		.object({ scale: z.number(), zeroPoint: z.number() })
		.nullable(),
});

/** A graph input or output as the model's file declares it. */
export type TensorSpec = z.output<typeof tensorSpecSchema>;

/** What a model's graph takes and gives, as its file declares it, in the order of the graph. */
export type GraphInterface = {
	readonly inputs: readonly TensorSpec[];
	readonly outputs: readonly TensorSpec[];
};
