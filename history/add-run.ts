import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { errorText, UserError } from "../lib/errors.ts";
import { replaceFile, sweepDrafts } from "../lib/whole-file.ts";
import type { Artifact } from "../plan/artifact.ts";
import { artifactsFolder, keepArtifacts } from "./artifacts.ts";
import { withDuckDB } from "./duckdb.ts";
import { pathOfRun, runsFolder } from "./folder.ts";
import type { Journal } from "./journal.ts";
import { type RunRecord, recordOf } from "./record.ts";
import { keepSaid } from "./said.ts";
import { writeRun } from "./write-run.ts";

/** A run that was recorded. */
export type AddedRun = {
	readonly key: string;
	/** Artifacts whose files were gone or changed, so that they cannot be measured again. */
	readonly lostArtifacts: readonly Artifact[];
};

/**
 * Records a run in a history: keeps its artifacts, and writes the file that its journal gives in place of the one that
 * was there. Several may do so at once. Throws a UserError when the journal is not one of a run, or when the folder cannot
 * be written to.
 */
export async function addRun(
	folder: string,
	journal: Journal,
): Promise<AddedRun> {
	const record = recordOf(journal);
	const { key } = record.run;
	const path = pathOfRun(folder, key);
	try {
		await mkdir(dirname(path), { recursive: true });
		// First the artifacts: a run in the history never waits for its files.
		const lostArtifacts = await keepArtifacts(folder, artifactsOf(record));
		await withDuckDB(runsFolder(folder), (connection) =>
			replaceFile(path, (draft) => writeRun(connection, record, draft)),
		);
		const report = journal.entries.findLast(({ kind }) => kind === "concluded");
		if (report?.kind === "concluded") {
			await keepSaid(folder, key, report.said);
		}
		const now = new Date();
		await sweepDrafts(dirname(path), now);
		await sweepDrafts(artifactsFolder(folder), now);
		return { key, lostArtifacts };
	} catch (error) {
		throw new UserError(
			`${path}: the run cannot be recorded (${errorText(error)}). Free the disk, or name another history with --history.`,
			{ cause: error },
		);
	}
}

function artifactsOf({ cells }: RunRecord): readonly Artifact[] {
	const artifacts = cells.flatMap(({ cell }) => cell.artifact ?? []);
	return [...new Map(artifacts.map((each) => [each.sha256, each])).values()];
}
