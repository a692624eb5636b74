import { z } from "zod";
import { DELEGATES, idsOf } from "../plan/axes.ts";
import { datasetSchema } from "../plan/dataset-ref.ts";
import { tensorSpecSchema } from "../plan/graph-interface.ts";
import { type Outcome, outcomeSchema } from "../plan/outcome.ts";

/** The version of the protocol; a worker refuses a job of another. */
export const PROTOCOL = 1;

/**
 * The mark before each record on a worker's stdout (RFC 7464): native libraries print there too, so every other line
 * is noise.
 */
export const RECORD_MARK = "\u001e";

const taskSchema = z.discriminatedUnion("kind", [
	z.object({
		kind: z.literal("latency"),
		samples: z.int().min(1),
		sampleMs: z.number().min(0),
		warmups: z.int().min(0),
		warmupMs: z.number().min(0),
		/** Where no dataset gives a real input, one drawn with this seed serves. */
		seed: z.int(),
	}),
	z.object({
		kind: z.literal("accuracy"),
		/** How many samples' outputs are kept, for the comparison of outputs. */
		keepOutputs: z.int().min(0),
	}),
]);

const cellJobSchema = z.object({
	kind: z.literal("cell"),
	protocol: z.literal(PROTOCOL),
	modelPath: z.string(),
	delegate: z.enum(idsOf(DELEGATES)),
	/** The library of the delegate `external`: the worker loads it, which runs its code. */
	delegateLibrary: z.string().optional(),
	delegateOptions: z.record(z.string(), z.string()).optional(),
	threads: z.int().min(1),
	inputs: z.array(tensorSpecSchema),
	outputs: z.array(tensorSpecSchema),
	dataset: datasetSchema.nullable(),
	task: taskSchema,
});

const jobSchema = z.discriminatedUnion("kind", [
	cellJobSchema,
	z.object({
		kind: z.literal("facts"),
		protocol: z.literal(PROTOCOL),
		/** Whether the browser and its GPU are asked too, for which it is started. */
		browser: z.boolean().optional(),
	}),
]);

/** What one worker process is to do: measure one cell, or tell the facts of its machine. It goes in on stdin, as JSON. */
export type Job = z.output<typeof jobSchema>;

/** One task on one cell. */
export type CellJob = z.output<typeof cellJobSchema>;

/** The part of a job that says what is measured. */
export type Task = CellJob["task"];

/** Measure load time, first inference and latency. */
export type LatencyTask = Extract<Task, { kind: "latency" }>;

/** Run the whole dataset through the model. */
export type AccuracyTask = Extract<Task, { kind: "accuracy" }>;

/** Reads a job from the text on a worker's stdin. Throws an Error that says what is wrong with it. */
export function parseJob(text: string): Job {
	return jobSchema.parse(JSON.parse(text));
}

/** The line that carries an outcome out of a worker. */
export function outcomeRecord(outcome: Outcome): string {
	return `${RECORD_MARK}${JSON.stringify(outcome)}\n`;
}

/** Reads the outcome in a record; the mark is already taken off. Throws an Error that says what is wrong with it. */
export function parseOutcome(record: string): Outcome {
	return outcomeSchema.parse(JSON.parse(record));
}
