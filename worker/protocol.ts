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
	/** The folder that stands in for `/` where the state of the machine is read; absent for `/` itself. */
	root: z.string().optional(),
	task: taskSchema,
});

const jobSchema = z.discriminatedUnion("kind", [
	cellJobSchema,
	z.object({
		kind: z.literal("facts"),
		protocol: z.literal(PROTOCOL),
		/** Whether the browser and its GPU are asked too, for which it is started. */
		browser: z.boolean().optional(),
		/** As in the job of a cell. */
		root: z.string().optional(),
	}),
	z.object({
		kind: z.literal("health"),
		protocol: z.literal(PROTOCOL),
		/** As in the job of a cell. */
		root: z.string().optional(),
	}),
]);

/** What one worker process is to do: measure one cell, or tell the facts of its machine or how it is. It goes in on stdin, as JSON. */
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

const tuneRequestSchema = z.object({
	protocol: z.literal(PROTOCOL),
	/** `tune` sets the governors until stdin ends; `restore` only sets back what an earlier, killed one left. */
	action: z.enum(["tune", "restore"]),
	/** As in the job of a cell. */
	root: z.string(),
});

const tuneAnswerSchema = z.discriminatedUnion("status", [
	z.object({ status: z.literal("ready"), former: z.string() }),
	z.object({ status: z.literal("refused"), reason: z.string() }),
	z.object({ status: z.literal("restored"), former: z.string() }),
	z.object({ status: z.literal("idle") }),
]);

/** What the tuning program is to do: the first line on its stdin, as JSON. */
export type TuneRequest = z.output<typeof tuneRequestSchema>;

/**
 * What the tuning program did: set the governors (`ready`; `former` names what they were) or why not, set them back, or
 * found nothing to set back (`idle`).
 */
export type TuneAnswer = z.output<typeof tuneAnswerSchema>;

/** Reads the request on the tuning program's stdin. Throws an Error that says what is wrong with it. */
export function parseTuneRequest(text: string): TuneRequest {
	return tuneRequestSchema.parse(JSON.parse(text));
}

/** The line that carries an answer out of the tuning program. */
export function tuneRecord(answer: TuneAnswer): string {
	return `${RECORD_MARK}${JSON.stringify(answer)}\n`;
}

/** Reads the answer in a record; the mark is already taken off. Throws an Error that says what is wrong with it. */
export function parseTuneAnswer(record: string): TuneAnswer {
	return tuneAnswerSchema.parse(JSON.parse(record));
}
