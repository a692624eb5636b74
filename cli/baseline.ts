import { userInfo } from "node:os";
import { Command, Option } from "commander";
import { acceptChange, readAccepted } from "../history/accepted.ts";
import {
	listBaselines,
	removeBaseline,
	setBaseline,
} from "../history/baselines.ts";
import { listRuns, readHistory } from "../history/read-history.ts";
import type { RecordedRun } from "../history/recorded-run.ts";
import { journalAt, resolveFacts, resolveRun } from "../history/resolve-run.ts";
import { UserError } from "../lib/errors.ts";
import { nearestText } from "../lib/nearest.ts";
import {
	COMPARED_METRICS,
	type ComparedMetric,
} from "../plan/compared-metrics.ts";
import { addJournal } from "./history-add.ts";
import {
	type HistoryOptions,
	historyDirectory,
	historyOption,
	tellNotes,
} from "./history-directory.ts";
import { plainTable } from "./plain-table.ts";

/** `quantgrid baseline`: the runs that others are held against, and the changes that were accepted. */
export function baselineCommand(): Command {
	const command = new Command("baseline").description(
		"the runs that others are held against, and the changes that were accepted",
	);
	for (const each of [
		setCommand(),
		listCommand(),
		removeCommand(),
		acceptCommand(),
	]) {
		command.addCommand(each.exitOverride());
	}
	return command;
}

function setCommand(): Command {
	return new Command("set")
		.description("give a run a name, in place of the run that had it")
		.argument("<name>", "letters, digits, dots, dashes, underscores")
		.argument(
			"<run>",
			"a key, last, last~N, a baseline, or the folder of a run",
		)
		.addOption(historyOption())
		.action(set);
}

async function set(
	name: string,
	reference: string,
	options: HistoryOptions,
): Promise<void> {
	const folder = historyDirectory(options);
	const journal = journalAt(reference);
	const recorded =
		journal === undefined ? reference : await addJournal(folder, journal);
	const { run, notes } = await resolveFacts(recorded, folder);
	tellNotes(notes);
	await setBaseline(folder, {
		name,
		run: run.key,
		at: new Date().toISOString(),
	});
	const { runs } = await listRuns({ folder, keys: [run.key] });
	if (runs.length === 0) {
		throw new UserError(
			`The run ${run.key} was removed from the history meanwhile. Record it again with quantgrid history add, or set the baseline to another run.`,
		);
	}
	if (!run.finished) {
		console.error(
			`${run.key} is unfinished: what it did not measure has no baseline.`,
		);
	}
	console.log(`${name}  ${run.key}`);
}

function listCommand(): Command {
	return new Command("list")
		.description("list the named baselines and the accepted changes")
		.addOption(historyOption())
		.action(list);
}

async function list(options: HistoryOptions): Promise<void> {
	const folder = historyDirectory(options);
	const named = await listBaselines(folder);
	const accepted = await readAccepted(folder);
	tellNotes([...named.notes, ...accepted.notes]);
	if (named.baselines.length === 0 && accepted.changes.length === 0) {
		console.error(
			`${folder}: no baselines and no accepted changes. Set one with quantgrid baseline set NAME RUN.`,
		);
		return;
	}
	const tables = [
		{
			columns: ["baseline", "run", "set"],
			rows: named.baselines.map(({ name, run, at }) => [name, run, at]),
		},
		{
			columns: ["accepted", "metric", "from run", "note", "at", "by"],
			rows: accepted.changes.map(({ cell, metric, run, note, at, by }) => [
				cell,
				metric ?? "all",
				run,
				note,
				at,
				by ?? "",
			]),
		},
	].filter(({ rows }) => rows.length > 0);
	process.stdout.write(tables.map(plainTable).join("\n"));
}

function removeCommand(): Command {
	return new Command("remove")
		.description("take a baseline's name off its run; the run stays")
		.argument("<name>")
		.addOption(historyOption())
		.action((name: string, options: HistoryOptions) =>
			removeBaseline(historyDirectory(options), name),
		);
}

type AcceptOptions = HistoryOptions & {
	readonly note: string;
	readonly metric?: ComparedMetric;
	readonly run?: string;
};

function acceptCommand(): Command {
	return new Command("accept")
		.description(
			"accept a change of a cell: from the run on, it is no regression against older baselines",
		)
		.argument("<cell>", "the id of a cell")
		.requiredOption("--note <text>", "why")
		.addOption(
			new Option(
				"--metric <metric>",
				"what of the cell, instead of everything",
			).choices(COMPARED_METRICS),
		)
		.option(
			"--run <run>",
			"the run whose figures are accepted, instead of the newest one that has the cell",
		)
		.addOption(historyOption())
		.action(accept);
}

async function accept(cell: string, options: AcceptOptions): Promise<void> {
	const { note, metric } = options;
	if (note.trim() === "") {
		throw new UserError(
			"--note is empty. Say why the change is accepted, for whoever reads it later.",
		);
	}
	const folder = historyDirectory(options);
	const run = await runWithCell(cell, folder, options.run);
	await acceptChange(folder, {
		cell,
		...(metric && { metric }),
		run: run.key,
		since: run.at,
		note,
		at: new Date().toISOString(),
		...userName(),
	});
	console.log(`${cell}  ${metric ?? "all"}  from ${run.key}`);
}

async function runWithCell(
	cell: string,
	folder: string,
	reference: string | undefined,
): Promise<RecordedRun> {
	const { run, notes } =
		reference === undefined
			? await newestWithCell(cell, folder)
			: await resolveRun(reference, folder);
	tellNotes(notes);
	const ids = run.cells.map(({ id }) => id);
	if (!ids.includes(cell)) {
		throw new UserError(
			`The run ${run.key} has no cell ${JSON.stringify(cell)}. ${nearestText(cell, ids)}`,
		);
	}
	return run;
}

async function newestWithCell(cell: string, folder: string) {
	const { runs } = await listRuns({ folder });
	const newestOfSuites = new Map(runs.map((run) => [run.suite, run.key]));
	for (const key of [...newestOfSuites.values()].toReversed()) {
		const found = await readHistory({ folder, keys: [key] });
		const run = found.runs.find(({ cells }) =>
			cells.some(({ id }) => id === cell),
		);
		if (run !== undefined) {
			return { run, notes: found.notes };
		}
	}
	return resolveRun("last", folder);
}

function userName(): { readonly by?: string } {
	try {
		return { by: userInfo().username };
	} catch {
		return {};
	}
}
