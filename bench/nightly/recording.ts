import { z } from "zod";
import { UserError } from "../../lib/errors.ts";
import { readJsonLines } from "../../lib/json-lines.ts";
import { environmentSchema } from "../../plan/outcome.ts";

const launchSchema = z.object({
	at: z.string(),
	samples: z.int().min(1),
	medianMs: z.number().positive(),
	p10Ms: z.number().positive(),
	minMs: z.number().positive(),
	peakMemoryBytes: z.int().min(0),
});

const headSchema = z.object({
	kind: z.literal("recording"),
	at: z.string(),
	environment: environmentSchema,
	cells: z.array(z.string()).min(1),
});

const roundSchema = z.object({
	kind: z.literal("round"),
	/** Two launches of each cell, one right after the other, in the order of the head's cells. */
	pairs: z.array(z.tuple([launchSchema, launchSchema])),
});

/** The first line of a recording: where it was made, and of which cells. */
export type RecordingHead = z.output<typeof headSchema>;

/** One round: every cell launched twice in a row. */
export type RecordedRound = z.output<typeof roundSchema>;

/** Real launches of a grid that nobody changed, in rounds, in the order in which they were made. */
export type LaunchRecording = {
	readonly head: RecordingHead;
	readonly rounds: readonly RecordedRound[];
};

/** Reads a recording. Throws a UserError where it is none or holds another number of cells than it says. */
export async function readRecording(path: string): Promise<LaunchRecording> {
	const { lines } = await readJsonLines(path);
	const [first, ...rest] = lines.map(({ value }) => value);
	const head = headSchema.safeParse(first);
	const rounds = z.array(roundSchema).safeParse(rest);
	if (!head.success || !rounds.success) {
		throw new UserError(
			`${path}: this is not a recording of launches. Make one with --record ${path}.`,
		);
	}
	const count = head.data.cells.length;
	if (rounds.data.some(({ pairs }) => pairs.length !== count)) {
		throw new UserError(
			`${path}: a round does not hold the ${count} cells that the first line names. Record it anew.`,
		);
	}
	return { head: head.data, rounds: rounds.data };
}
