import { dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { readJournal } from "../history/journal.ts";
import { UserError } from "../lib/errors.ts";
import type { Preset } from "../plan/axes.ts";
import { checkPivots } from "../reports/pivot-check.ts";
import { summarize } from "../reports/summary.ts";
import { loadSuite } from "../run/load-suite.ts";
import { recordRun } from "../run/record-run.ts";
import {
	openRunDirectory,
	RUNS_FOLDER,
	type RunDirectory,
} from "../run/run-directory.ts";
import { deviceOverride } from "./device-option.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import { inventoryFrom } from "./inventory-option.ts";
import { languageOption, type ReportOptions } from "./language.ts";
import {
	EARLY_ENDS,
	type MeasuringOptions,
	withMeasuring,
	withMeasuringOptions,
} from "./measuring.ts";
import { printTable, writeReport } from "./write-report.ts";

type RunOptions = ReportOptions &
	MeasuringOptions & {
		readonly out?: string;
		readonly resume: boolean;
	};

/** `quantgrid run SUITE`: measures every cell of a suite and writes its report. */
export function runCommand(exit: Exit): Command {
	return withMeasuringOptions(new Command("run"))
		.description(
			"measure every cell of a suite and write tables, charts and a report",
		)
		.argument("<suite>", "a suite: .suite.ts, .js or .json")
		.option(
			"--out <folder>",
			"the folder of the run, instead of a new one in runs/<suite>/",
		)
		.option(
			"--resume",
			"go on with a run that was killed or interrupted: the newest one, or the one in --out",
			false,
		)
		.addOption(languageOption())
		.action(async (file: string, options: RunOptions) => {
			await run(file, options, exit);
		});
}

async function run(
	file: string,
	options: RunOptions,
	exit: Exit,
): Promise<void> {
	const suite = await loadSuite(file, deviceOverride(options));
	checkPivots(suite);
	const inventory = await inventoryFrom(options);
	const { out, resume } = options;
	const repository = dirname(resolve(file));
	let directory: string | undefined;
	const end = await withMeasuring(
		{ ...options, suite, inventory, purpose: `quantgrid run ${suite.name}` },
		async (measuring) => {
			const place = await openRunDirectory({
				suite,
				runs: RUNS_FOLDER,
				out,
				resume,
				now: measuring.now(),
			});
			directory = place.directory;
			const preset = presetOf(options, place) ?? suite.preset;
			await recordRun({ suite, preset, place, repository }, measuring);
			measuring.display.end();
			await report({ file, place, options, exit });
		},
	);
	if (end !== "done") {
		const { why, exit: code } = EARLY_ENDS[end];
		console.error(
			directory === undefined
				? `${why}. Nothing was measured yet.`
				: `${why}. What was measured is kept; go on with: ${resumeCommand(file, options, directory)}`,
		);
		exit(code);
	}
}

function presetOf(
	options: RunOptions,
	{ resumed, directory }: RunDirectory,
): Preset | undefined {
	if (resumed === undefined) {
		return options.preset;
	}
	const { preset } = resumed.run;
	if (options.preset !== undefined && options.preset !== preset) {
		throw new UserError(
			`${directory}: this run began with the preset ${preset}; it cannot go on with ${options.preset}. Leave out --preset.`,
		);
	}
	return preset;
}

function resumeCommand(
	file: string,
	{ device = [] }: RunOptions,
	directory: string,
): string {
	const devices = device.map((name) => `--device ${name} `).join("");
	return `quantgrid run ${file} ${devices}--out ${directory} --resume`;
}

type DoneRun = {
	/** The file of the suite. */
	readonly file: string;
	readonly place: RunDirectory;
	readonly options: RunOptions;
	readonly exit: Exit;
};

async function report({ file, place, options, exit }: DoneRun): Promise<void> {
	const { directory, journal } = place;
	const { entries } = await readJournal(journal);
	await writeReport(directory, entries, options);
	printTable(entries, options);
	console.error(`Report: ${join(directory, "report.html")}`);
	const { cells, finishedAt } = summarize(entries);
	const failed = cells.some(
		({ status }) =>
			status === "failed" || status === "crashed" || status === "timed-out",
	);
	if (finishedAt === undefined) {
		console.error(
			`A device went away, so the run is unfinished. Go on with: ${resumeCommand(file, options, directory)}`,
		);
	}
	if (failed || finishedAt === undefined) {
		exit(EXIT.cellFailed);
	}
}
