import { z } from "zod";

const finite = z.number();
const count = z.int().min(0);

/** What the machine was doing just before and just after a launch; a fact it does not tell is null. */
const healthSchema = z.object({
	loadAverage: finite.nullable(),
	frequencyMHz: finite.nullable(),
	temperatureC: finite.nullable(),
	governor: z.string().nullable(),
	/** Whether the processor is slowed down or, where the device latches or counts that, was since the snapshot before. */
	throttled: z.boolean().nullable(),
	/** What slows it down, in words; may be absent. */
	throttledBy: z.array(z.string()).optional(),
	/** What slowed it down at any time since the device was started, where it latches that. */
	throttledSinceBoot: z.array(z.string()).optional(),
	/** How often it was slowed down since the device was started, where it counts that. */
	throttleCount: count.optional(),
});

const adapterSchema = z.object({
	vendor: z.string(),
	architecture: z.string(),
	description: z.string(),
	software: z.boolean(),
});

const latencySchema = z.object({
	kind: z.literal("latency"),
	/** How much of the graph the delegate took over; null where it does not tell. */
	coverage: z
		.object({ operators: count, delegated: count, partitions: count })
		.nullable(),
	/** Whether the delegate took every operator, where it tells that without their number. */
	fullyDelegated: z.boolean().optional(),
	/** The GPU that computed, where one did and the runtime names it. */
	adapter: adapterSchema.optional(),
	/** The smallest step of the clock behind the samples, where it is coarse enough to matter. */
	clockResolutionMs: finite.optional(),
	loadMs: finite,
	firstInferenceMs: finite,
	warmups: count,
	sampleCount: count,
	/** Every sample in its order; see `packSamples`. */
	samples: z.string(),
	peakMemoryBytes: count,
	baseMemoryBytes: count,
	before: healthSchema,
	after: healthSchema,
});

const accuracySchema = z.object({
	kind: z.literal("accuracy"),
	dataset: z.object({
		name: z.string(),
		version: z.string(),
		split: z.string(),
		sha256: z.string(),
	}),
	classCount: count,
	elapsedMs: finite,
	predictions: z.array(z.int().min(-1)),
	labelRanks: z.array(count),
	outputs: z.object({ perSample: count, values: z.string() }),
});

/** Facts about a machine by name; null where it does not tell. */
export const environmentSchema = z.record(
	z.string(),
	z.union([z.string(), z.number(), z.boolean(), z.null()]),
);

const factsSchema = z.object({
	kind: z.literal("facts"),
	environment: environmentSchema,
});

const healthMeasurementSchema = z.object({
	kind: z.literal("health"),
	health: healthSchema,
});

const measurementSchema = z.discriminatedUnion("kind", [
	latencySchema,
	accuracySchema,
	factsSchema,
	healthMeasurementSchema,
]);

/** The shape of an outcome as it crosses a process border or comes out of a journal. */
export const outcomeSchema = z.discriminatedUnion("status", [
	z.object({ status: z.literal("measured"), measurement: measurementSchema }),
	z.object({ status: z.literal("unsupported"), reason: z.string() }),
	z.object({
		status: z.literal("failed"),
		error: z.string(),
		/** Present where the device was missing, whatever the launch would have given. */
		lost: z.literal(true).optional(),
	}),
	z.object({ status: z.literal("timed-out"), afterMs: finite }),
	z.object({
		status: z.literal("crashed"),
		signal: z.string().nullable(),
		exitCode: z.int().nullable(),
		detail: z.string(),
	}),
]);

/** The state of the machine at one moment. Frequencies in MHz, temperatures in °C; null where it does not tell. */
export type Health = z.output<typeof healthSchema>;

/** The GPU that computed: its names as the browser gives them, and whether it is a program on the CPU. */
export type Adapter = z.output<typeof adapterSchema>;

/** What a latency launch measured. Times in milliseconds; the samples are packed by `packSamples`, in their order. */
export type LatencyMeasurement = z.output<typeof latencySchema>;

/**
 * What an accuracy pass measured over a dataset: the predicted class of each sample (-1 when the outputs were not
 * numbers), how many classes scored higher than the true one (0 means right), and the first samples' outputs
 * (`values`: little-endian float32 in base64, `perSample` of them a sample).
 */
export type AccuracyMeasurement = z.output<typeof accuracySchema>;

/** Facts about a machine: text, numbers and flags by name; null where it does not tell. */
export type Environment = z.output<typeof environmentSchema>;

/** What a launch that went well brought back. */
export type Measurement = z.output<typeof measurementSchema>;

/** What became of a launch. */
export type Outcome = z.output<typeof outcomeSchema>;
