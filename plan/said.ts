import { z } from "zod";
import { CHANGE_VERDICTS } from "./compared-metrics.ts";

/** The shape of what a nightly report says of the latency of one cell. */
export const saidSchema = z.object({
	/** The cell's id. */
	cell: z.string(),
	verdict: z.enum(CHANGE_VERDICTS),
	/** Whether it was measured again and found again. */
	confirmed: z.boolean(),
});

/** What a nightly report says of the latency of one cell. */
export type Said = z.output<typeof saidSchema>;
