import { DuckDBBlobValue } from "@duckdb/node-api";
import { z } from "zod";
import { idsOf, PRESETS, VARIANTS } from "../plan/axes.ts";
import { nameSchema } from "../plan/name.ts";
import { environmentSchema } from "../plan/outcome.ts";
import { CELL_STATUSES } from "./cell-status.ts";
import { HISTORY_FORMAT } from "./columns.ts";

const whole = z
	.bigint()
	.min(0n)
	.max(BigInt(Number.MAX_SAFE_INTEGER))
	.transform(Number);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 hex digits");

const blob = z.instanceof(DuckDBBlobValue).transform(({ bytes }) => bytes);

const environment = z.string().transform((text, context) => {
	try {
		return environmentSchema.parse(JSON.parse(text));
	} catch {
		context.addIssue("the facts of a device, as JSON");
		return z.NEVER;
	}
});

/** What the rows of a run's file say of the run; see `COLUMNS`. */
export const runRowSchema = z.object({
	format: whole.pipe(z.literal(HISTORY_FORMAT)),
	run: z.string(),
	suite: nameSchema,
	suite_sha256: z.string(),
	started_at: z.string(),
	finished: z.boolean(),
	preset: z.enum(idsOf(PRESETS)),
	quantgrid_version: z.string(),
	commit_sha: z.string().nullable(),
	commit_dirty: z.boolean().nullable(),
});

/** What the rows say of a device. */
export const deviceRowSchema = z.object({ device: nameSchema, environment });

/** What the rows say of a cell. */
export const cellRowSchema = z.object({
	cell_index: whole,
	cell: z.string(),
	model: nameSchema,
	variant: z.enum(idsOf(VARIANTS)),
	delegate: nameSchema,
	threads: whole,
	device: nameSchema,
	status: z.enum(CELL_STATUSES),
	reason: z.string().nullable(),
	artifact_sha256: sha256.nullable(),
	artifact_path: z.string().nullable(),
	size_bytes: whole.nullable(),
	gzip_bytes: whole.nullable(),
	weights: z.string().nullable(),
});

/** What a row says of a launch that measured latency. */
export const latencyRowSchema = z.object({
	cell_index: whole,
	launched_at: z.string(),
	round: whole,
	samples: whole,
	median_ms: z.number().min(0),
	p10_ms: z.number().min(0),
	min_ms: z.number().min(0),
	peak_memory_bytes: whole,
	throttled: z.boolean(),
});

/** What a row says of an accuracy pass. */
export const accuracyRowSchema = z.object({
	cell_index: whole,
	dataset_sha256: z.string(),
	packed_predictions: blob,
	packed_label_ranks: blob,
});

/** How many cells ended with a status. */
export const countRowSchema = z.object({
	status: z.enum(CELL_STATUSES),
	"count(*)": whole,
});
