import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { errorText, UserError } from "../lib/errors.ts";
import { nearestText } from "../lib/nearest.ts";
import { readSmallFiles, writeSmallFile } from "../lib/small-files.ts";
import { nameSchema } from "../plan/name.ts";

const baselineSchema = z.object({
	/** The key of the run. */
	run: z.string(),
	/** When it was set, as ISO 8601 in UTC. */
	at: z.string(),
});

/** A run that others are held against, by a name. */
export type NamedBaseline = z.output<typeof baselineSchema> & {
	readonly name: string;
};

/** The named baselines of a history in the order of their names, and a sentence for each file that is damaged. */
export type Baselines = {
	readonly baselines: readonly NamedBaseline[];
	readonly notes: readonly string[];
};

/** What names no baseline, since it means runs by their age. */
const RESERVED = /^last([~:].*)?$/;

/** Reads the named baselines of a history. */
export async function listBaselines(folder: string): Promise<Baselines> {
	const { values, notes } = await readSmallFiles(
		baselinesFolder(folder),
		baselineSchema,
	);
	return {
		baselines: [...values].map(([name, baseline]) => ({ name, ...baseline })),
		notes,
	};
}

/** Gives a run a name, in place of the run that had it. Throws a UserError for what cannot be a name, or a full disk. */
export async function setBaseline(
	folder: string,
	{ name, run, at }: NamedBaseline,
): Promise<void> {
	if (!nameSchema.safeParse(name).success || RESERVED.test(name)) {
		throw new UserError(
			`${JSON.stringify(name)} is no name for a baseline. Expected letters, digits, dots, dashes and underscores, not beginning with a dot or a dash, and not "last".`,
		);
	}
	const parent = baselinesFolder(folder);
	try {
		await mkdir(parent, { recursive: true });
		await writeSmallFile(parent, name, { run, at });
	} catch (error) {
		throw new UserError(
			`${parent}: the baseline cannot be written (${errorText(error)}). Free the disk, or name another history with --history.`,
			{ cause: error },
		);
	}
}

/** Takes the name off a run. Throws a UserError when no run has it. */
export async function removeBaseline(
	folder: string,
	name: string,
): Promise<void> {
	const { baselines } = await listBaselines(folder);
	const names = baselines.map((baseline) => baseline.name);
	if (!names.includes(name)) {
		throw new UserError(
			`There is no baseline with the name ${JSON.stringify(name)}. ${nearestText(name, names)}`,
		);
	}
	await rm(join(baselinesFolder(folder), `${name}.json`), { force: true });
}

function baselinesFolder(folder: string): string {
	return join(resolve(folder), "baselines");
}
