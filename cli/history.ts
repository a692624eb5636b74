import { Command } from "commander";
import { listBaselines } from "../history/baselines.ts";
import { listRuns } from "../history/read-history.ts";
import type { Exit } from "./exit-codes.ts";
import { addCommand } from "./history-add.ts";
import {
	type HistoryOptions,
	historyDirectory,
	historyOption,
	tellNotes,
} from "./history-directory.ts";
import { pruneCommand } from "./history-prune.ts";
import { rebuildCommand } from "./history-rebuild.ts";
import { showCommand } from "./history-show.ts";
import { sqlCommand } from "./history-sql.ts";
import { plainTable } from "./plain-table.ts";

/** `quantgrid history`: the recorded runs. */
export function historyCommand(exit: Exit): Command {
	const command = new Command("history").description(
		"the recorded runs: list, show and ask them, add, rebuild and prune them",
	);
	for (const each of [
		listCommand(),
		showCommand(),
		sqlCommand(),
		addCommand(),
		rebuildCommand(exit),
		pruneCommand(),
	]) {
		command.addCommand(each.exitOverride());
	}
	return command;
}

function listCommand(): Command {
	return new Command("list")
		.description("list the recorded runs, oldest first")
		.option("--suite <name>", "only runs of this suite")
		.addOption(historyOption())
		.action(list);
}

async function list({
	suite,
	...options
}: HistoryOptions & { readonly suite?: string }): Promise<void> {
	const folder = historyDirectory(options);
	const { runs, notes } = await listRuns({ folder, suite });
	const named = await listBaselines(folder);
	tellNotes([...notes, ...named.notes]);
	if (runs.length === 0) {
		console.error(
			`${folder}: no runs are recorded here${suite === undefined ? "" : ` of the suite ${suite}`}. Record some with quantgrid nightly or quantgrid history add.`,
		);
		return;
	}
	process.stdout.write(
		plainTable({
			columns: [
				"run",
				"began",
				"preset",
				"commit",
				"devices",
				"cells",
				"measured",
				"finished",
				"baseline",
			],
			rows: runs.map((run) => [
				run.key,
				run.at,
				run.preset,
				commitText(run.commit),
				run.devices.map(({ name }) => name).join(", "),
				String(run.cellCount),
				String(run.measuredCount),
				run.finished ? "yes" : "no",
				named.baselines
					.filter((baseline) => baseline.run === run.key)
					.map(({ name }) => name)
					.join(", "),
			]),
		}),
	);
}

/** A commit in short, with a plus where files differed from it: `0123456789ab+`. */
export function commitText(
	commit: { readonly sha: string; readonly dirty: boolean } | null,
): string {
	return commit === null
		? "–"
		: `${commit.sha.slice(0, 12)}${commit.dirty ? "+" : ""}`;
}
