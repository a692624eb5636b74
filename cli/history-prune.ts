import { Command } from "commander";
import { planPrune, prune, RUNS_WITH_ARTIFACTS } from "../history/prune.ts";
import {
	type HistoryOptions,
	historyDirectory,
	historyOption,
	tellNotes,
} from "./history-directory.ts";
import { parseCount } from "./parse-count.ts";

type PruneOptions = HistoryOptions & {
	readonly keep?: number;
	readonly olderThan?: number;
	readonly dryRun: boolean;
};

/** `quantgrid history prune`: removes old runs and artifacts that nothing refers to. */
export function pruneCommand(): Command {
	return new Command("prune")
		.description(
			`remove old runs, never one that a baseline refers to, and artifacts that neither a baseline nor the last ${RUNS_WITH_ARTIFACTS} runs of a suite refer to`,
		)
		.option(
			"--keep <runs>",
			"keep at least so many runs of each suite, the newest",
			parseCount,
		)
		.option(
			"--older-than <days>",
			"remove only runs that are older than this",
			parseCount,
		)
		.option("--dry-run", "say what would go, and remove nothing", false)
		.addOption(historyOption())
		.action(run);
}

async function run(options: PruneOptions): Promise<void> {
	const folder = historyDirectory(options);
	const now = new Date();
	const plan = await planPrune({
		folder,
		keep: options.keep,
		olderThanDays: options.olderThan,
		now,
	});
	tellNotes(plan.notes);
	const runs = options.dryRun
		? plan.runs.map(({ key }) => key)
		: await prune(folder, plan, now);
	for (const key of runs) {
		console.log(key);
	}
	for (const { path } of plan.artifacts) {
		console.log(path);
	}
	console.error(
		`${options.dryRun ? "Would remove" : "Removed"}: ${runs.length} runs, ${plan.artifacts.length} artifacts.`,
	);
}
