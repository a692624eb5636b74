import { z } from "zod";
import { buildSchema } from "../plan/artifact.ts";
import { idsOf, PRESETS, VARIANTS } from "../plan/axes.ts";
import { SIDES } from "../plan/confirmation.ts";
import { deviceProfileSchema } from "../plan/device-profile.ts";
import { environmentSchema, outcomeSchema } from "../plan/outcome.ts";
import { saidSchema } from "../plan/said.ts";

/** The version of the journal's format; see docs/formats.md. */
export const JOURNAL_FORMAT = 2;

const cellSchema = z.object({
	model: z.string(),
	variant: z.enum(idsOf(VARIANTS)),
	delegate: z.string(),
	threads: z.int().min(1),
	device: z.string(),
});

const runEntrySchema = z.object({
	kind: z.literal("run"),
	format: z.literal(JOURNAL_FORMAT),
	at: z.string(),
	id: z.string(),
	/** The checked suite, as plain data. */
	suite: z.record(z.string(), z.unknown()),
	suiteSha256: z.string(),
	preset: z.enum(idsOf(PRESETS)),
	seed: z.int(),
	quantgridVersion: z.string(),
	commit: z.object({ sha: z.string(), dirty: z.boolean() }).nullable(),
	/** Present for a nightly run: it ends with the entry "concluded". */
	nightly: z.literal(true).optional(),
});

/** One line of a journal. */
export const entrySchema = z.discriminatedUnion("kind", [
	runEntrySchema,
	z.object({
		kind: z.literal("resumed"),
		at: z.string(),
		tornBytes: z.int(),
	}),
	z.object({
		kind: z.literal("device"),
		at: z.string(),
		/** The name by which the suite calls it. */
		device: z.string(),
		profile: deviceProfileSchema,
		environment: environmentSchema,
		/** Why the device told nothing, where it did not: none of its cells is launched then. */
		unreachable: z.string().optional(),
	}),
	z.object({
		kind: z.literal("artifact"),
		at: z.string(),
		model: z.string(),
		variant: z.enum(idsOf(VARIANTS)),
		build: buildSchema,
	}),
	z.object({
		kind: z.literal("launch"),
		at: z.string(),
		cell: cellSchema,
		task: z.enum(["latency", "accuracy"]),
		round: z.int().min(0),
		/** Which attempt at this launch it is, from 1; absent for the first. */
		attempt: z.int().min(1).optional(),
		outcome: outcomeSchema,
	}),
	z.object({
		kind: z.literal("confirmation"),
		at: z.string(),
		cell: cellSchema,
		/** The files of both sides. */
		sha256: z.object({ baseline: z.string(), current: z.string() }),
		side: z.enum(SIDES),
		round: z.int().min(0),
		outcome: outcomeSchema,
	}),
	z.object({
		kind: z.literal("concluded"),
		at: z.string(),
		/** The keys of the runs it was held against; none in the first night. */
		baseline: z.array(z.string()),
		/** What the report says of the latency of cells; "same" is left out. */
		said: z.array(saidSchema).default([]),
	}),
	z.object({
		kind: z.literal("finished"),
		at: z.string(),
		elapsedMs: z.number(),
	}),
]);

export type { Environment } from "../plan/outcome.ts";

/** One line of a journal. */
export type Entry = z.output<typeof entrySchema>;

/** The first line of a journal: what was run, and with what. */
export type RunEntry = z.output<typeof runEntrySchema>;

/** A line of a journal that says what a device of the run is. */
export type DeviceEntry = Extract<Entry, { kind: "device" }>;

/** A line of a journal that holds what became of one launch. */
export type LaunchEntry = Extract<Entry, { kind: "launch" }>;

/** A line of a journal that holds what became of one launch of a confirmation. */
export type ConfirmationEntry = Extract<Entry, { kind: "confirmation" }>;
