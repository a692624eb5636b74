import { z } from "zod";

/** What a recording process is to do: run a model over inputs and note the values of its outputs. It goes in on stdin, as JSON. */
export const recordingJobSchema = z.object({
	/** The model, with every tensor that is to be observed among its outputs. */
	modelPath: z.string(),
	/** A file with the inputs of each run after those of the run before, each as the bytes of its tensor, in graph order. */
	inputsPath: z.string(),
	runs: z.int().min(1),
	/** Whether the values themselves are counted, for percentiles. */
	histograms: z.boolean(),
});

/** What a recording process is to do. */
export type RecordingJob = z.output<typeof recordingJobSchema>;

const histogramSchema = z.object({
	/** How wide each bin is. Bin k holds the values from k · width up to (k + 1) · width. */
	width: z.number().positive(),
	/** The number of the first bin of `counts`. */
	first: z.int(),
	counts: z.array(z.number().min(0)),
});

const observedSchema = z.object({
	/** The least and the greatest finite value in each run; null in a run without one. */
	mins: z.array(z.number().nullable()),
	maxs: z.array(z.number().nullable()),
	/** How many values were not finite, over all runs. */
	notFinite: z.int().min(0),
	histogram: histogramSchema.optional(),
});

/** What a recording process answers: for each output what was observed, null where it holds no 32-bit floats; or why it could not. */
export const recordingSchema = z.discriminatedUnion("status", [
	z.object({
		status: z.literal("recorded"),
		outputs: z.array(observedSchema.nullable()),
	}),
	z.object({ status: z.literal("refused"), reason: z.string() }),
]);

/** The answer of a recording process. */
export type Recording = z.output<typeof recordingSchema>;

/** What was observed of one tensor. */
export type Observed = z.output<typeof observedSchema>;

/** How often values fell into each bin. */
export type Histogram = z.output<typeof histogramSchema>;

/** The mark before the answer on a recording process's stdout (RFC 7464), since native libraries print there too. */
export const RECORDING_MARK = "\u001e";

/**
 * Runs a model in a process of its own, where its crash harms nobody, and gives what was observed. A crash, a hang and
 * an unreadable answer come as `refused` with the reason. Rejects with the signal's reason when it is interrupted.
 */
export type Recorder = (
	job: RecordingJob,
	signal: AbortSignal,
) => Promise<Recording>;
