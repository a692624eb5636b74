import { existsSync } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { groupBy } from "../lib/group.ts";
import { sweepDrafts } from "../lib/whole-file.ts";
import {
	artifactsFolder,
	type KeptArtifact,
	listArtifacts,
} from "./artifacts.ts";
import { askFiles } from "./ask-files.ts";
import { listBaselines } from "./baselines.ts";
import { pathOfRun, runsFolder, suitesOf } from "./folder.ts";
import { type History, readRuns } from "./read-history.ts";
import type { RunFacts } from "./read-run.ts";
import { forgetSaid } from "./said.ts";

/** How many runs of each suite keep their artifacts, besides those that a baseline refers to. */
export const RUNS_WITH_ARTIFACTS = 30;

/** What the name of a run's file gets while it is being removed. */
const ASIDE = ".removed";

const DAY_MS = 86_400_000;

/** What of a history may go. Without either limit all runs stay. */
export type PruneRequest = {
	readonly folder: string;
	/** How many runs of each suite stay at least, the newest. */
	readonly keep: number | undefined;
	/** How old a run must be to go, in days. */
	readonly olderThanDays: number | undefined;
	readonly now: Date;
};

/** What goes, and a sentence for each file that is damaged. */
export type PrunePlan = {
	readonly runs: readonly RunFacts[];
	readonly artifacts: readonly KeptArtifact[];
	readonly notes: readonly string[];
};

type RunWithArtifacts = {
	readonly facts: RunFacts;
	readonly artifacts: ReadonlySet<string>;
};

/**
 * Finds what may go: runs beyond the limits that no baseline refers to, and artifacts that neither a baseline's run nor
 * one of the newest runs refers to. Nothing that is damaged, and no artifact while a run's file is.
 */
export async function planPrune(request: PruneRequest): Promise<PrunePlan> {
	const { folder } = request;
	const { runs, notes } = await readArtifactUse(folder);
	const named = await listBaselines(folder);
	const baselines = new Set(named.baselines.map(({ run }) => run));
	const suites = [...groupBy(runs, ({ facts }) => facts.suite).values()];
	const leaving = new Set(
		suites.flatMap((ofSuite) => leavingRuns(ofSuite, baselines, request)),
	);
	const allNotes = [...notes, ...named.notes];
	return {
		runs: [...leaving].map(({ facts }) => facts),
		artifacts:
			allNotes.length > 0
				? []
				: await leavingArtifacts(
						suites.flatMap((ofSuite) =>
							referringRuns(ofSuite, baselines, leaving),
						),
						request,
					),
		notes: allNotes,
	};
}

/** The runs of a history, oldest first, with the artifacts that each refers to. */
function readArtifactUse(folder: string): Promise<History<RunWithArtifacts>> {
	return readRuns({ folder }, async (open, facts) => {
		const artifacts = facts.map(() => new Set<string>());
		for await (const rows of askFiles(open, {
			columns: ["artifact_sha256"],
			rest: "WHERE artifact_sha256 IS NOT NULL GROUP BY ALL",
		})) {
			for (const { file, values } of rows) {
				artifacts[file]?.add(String(values[0]));
			}
		}
		return facts.map((run, file) => ({
			facts: run,
			artifacts: artifacts[file] ?? new Set(),
		}));
	});
}

function leavingRuns(
	runs: readonly RunWithArtifacts[],
	baselines: ReadonlySet<string>,
	{ keep, olderThanDays, now }: PruneRequest,
): readonly RunWithArtifacts[] {
	if (keep === undefined && olderThanDays === undefined) {
		return [];
	}
	const limit = new Date(now.getTime() - (olderThanDays ?? 0) * DAY_MS);
	return runs
		.slice(0, Math.max(0, runs.length - (keep ?? 0)))
		.filter(
			({ facts }) =>
				!baselines.has(facts.key) &&
				(olderThanDays === undefined || facts.at < limit.toISOString()),
		);
}

function referringRuns(
	runs: readonly RunWithArtifacts[],
	baselines: ReadonlySet<string>,
	leaving: ReadonlySet<RunWithArtifacts>,
): readonly RunWithArtifacts[] {
	const staying = runs.filter((run) => !leaving.has(run));
	return [
		...staying.filter(({ facts }) => baselines.has(facts.key)),
		...staying.slice(-RUNS_WITH_ARTIFACTS),
	];
}

async function leavingArtifacts(
	referring: readonly RunWithArtifacts[],
	{ folder, now }: PruneRequest,
): Promise<readonly KeptArtifact[]> {
	const wanted = new Set(referring.flatMap(({ artifacts }) => [...artifacts]));
	const leaving: KeptArtifact[] = [];
	for (const artifact of await listArtifacts(folder)) {
		// What came lately may belong to a run that is just being recorded.
		const { ctimeMs } = await stat(artifact.path);
		if (!wanted.has(artifact.sha256) && now.getTime() - ctimeMs > DAY_MS) {
			leaving.push(artifact);
		}
	}
	return leaving;
}

/**
 * Removes what a plan names, but for a run that became a baseline meanwhile, and what killed writers left. Gives the keys of
 * the runs it removed. Rejects with the disk's error.
 */
export async function prune(
	folder: string,
	plan: PrunePlan,
	now: Date,
): Promise<readonly string[]> {
	const suites = (await suitesOf(folder)).map((suite) =>
		join(runsFolder(folder), suite),
	);
	for (const suite of suites) {
		for (const name of await readdir(suite)) {
			if (name.endsWith(ASIDE)) {
				await removeForGood(folder, join(suite, name));
			}
		}
	}
	const removed: string[] = [];
	for (const { key } of plan.runs) {
		// Whoever sets a baseline looks for its run afterwards; so the run goes out of sight before the baselines are read.
		const aside = `${pathOfRun(folder, key)}${ASIDE}`;
		await rename(pathOfRun(folder, key), aside);
		if (await removeForGood(folder, aside)) {
			await forgetSaid(folder, key);
			removed.push(key);
		}
	}
	for (const { path } of plan.artifacts) {
		await rm(path, { force: true });
	}
	for (const parent of [...suites, artifactsFolder(folder)]) {
		if (existsSync(parent)) {
			await sweepDrafts(parent, now);
		}
	}
	return removed;
}

/** Removes a run's file that was put aside, or puts it back where a baseline refers to it. Gives whether it is removed. */
async function removeForGood(folder: string, aside: string): Promise<boolean> {
	const path = aside.slice(0, -ASIDE.length);
	const { baselines } = await listBaselines(folder);
	if (baselines.some(({ run }) => pathOfRun(folder, run) === path)) {
		await rename(aside, path);
		return false;
	}
	await rm(aside, { force: true });
	return true;
}
