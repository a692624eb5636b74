import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { errorText, UserError } from "../lib/errors.ts";
import { readSmallFiles, writeSmallFile } from "../lib/small-files.ts";
import { COMPARED_METRICS } from "../plan/compared-metrics.ts";

const acceptedSchema = z.object({
	/** The cell's id. */
	cell: z.string(),
	/** What of it; absent for everything. */
	metric: z.enum(COMPARED_METRICS).optional(),
	/** The key of the run whose figures were accepted, and when that run began. */
	run: z.string(),
	since: z.string(),
	/** Why. */
	note: z.string().min(1),
	/** When it was accepted, as ISO 8601 in UTC, and by which user of the machine. */
	at: z.string(),
	by: z.string().optional(),
});

/** A change of a cell that somebody accepted: from a run on, its figures are as they should be. */
export type AcceptedChange = z.output<typeof acceptedSchema>;

/** The accepted changes of a history, oldest first, and a sentence for each file that is damaged. */
export type Accepted = {
	readonly changes: readonly AcceptedChange[];
	readonly notes: readonly string[];
};

/** Reads the accepted changes of a history. */
export async function readAccepted(folder: string): Promise<Accepted> {
	const { values, notes } = await readSmallFiles(
		acceptedFolder(folder),
		acceptedSchema,
	);
	return {
		changes: [...values.values()].toSorted(
			(a, b) => Number(a.at > b.at) - Number(a.at < b.at),
		),
		notes,
	};
}

/** Notes that a change is accepted. Throws a UserError for a disk that refuses. */
export async function acceptChange(
	folder: string,
	change: AcceptedChange,
): Promise<void> {
	const parent = acceptedFolder(folder);
	const name = `${change.at.replaceAll(/[^0-9TZ]/g, "")}-${randomBytes(4).toString("hex")}`;
	try {
		await mkdir(parent, { recursive: true });
		await writeSmallFile(parent, name, change);
	} catch (error) {
		throw new UserError(
			`${parent}: the accepted change cannot be written (${errorText(error)}). Free the disk, or name another history with --history.`,
			{ cause: error },
		);
	}
}

/** When the runs of a comparison began. */
export type ComparedTimes = {
	/** The newest run of the baseline. */
	readonly baselineAt: string;
	readonly currentAt: string;
};

/**
 * The accepted changes that speak of a comparison: those accepted in a run that is younger than the baseline and not
 * younger than the current run. A baseline that has the accepted figures itself needs no acceptance any more.
 */
export function acceptedBetween(
	changes: readonly AcceptedChange[],
	{ baselineAt, currentAt }: ComparedTimes,
): readonly AcceptedChange[] {
	return changes.filter(
		({ since }) => since > baselineAt && since <= currentAt,
	);
}

function acceptedFolder(folder: string): string {
	return join(resolve(folder), "accepted");
}
