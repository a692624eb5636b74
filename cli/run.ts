import { join } from "node:path";
import { Command, Option } from "commander";
import { openDevices } from "../devices/devices.ts";
import { readJournal } from "../history/journal.ts";
import { UserError } from "../lib/errors.ts";
import { terminalLook } from "../lib/terminal.ts";
import { wait } from "../lib/wait.ts";
import { idsOf, PRESETS, type Preset } from "../plan/axes.ts";
import { summarize } from "../reports/summary.ts";
import { checkTables } from "../reports/table-check.ts";
import { loadSuite } from "../run/load-suite.ts";
import { recordRun } from "../run/record-run.ts";
import { openRunDirectory, type RunDirectory } from "../run/run-directory.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import { type Interruption, interruption } from "./interruption.ts";
import { languageOption, type ReportOptions } from "./language.ts";
import { parseSeconds } from "./parse-seconds.ts";
import {
	type ProgressDisplay,
	progressBar,
	progressLines,
} from "./progress-display.ts";
import { suiteBuilder } from "./suite-builder.ts";
import { printTable, writeReport } from "./write-report.ts";

type RunOptions = ReportOptions & {
	readonly preset?: Preset;
	readonly out?: string;
	readonly resume: boolean;
	readonly tune: boolean;
	readonly timeLimit?: number;
};

/** `quantgrid run SUITE`: measures every cell of a suite and writes its report. */
export function runCommand(exit: Exit): Command {
	return new Command("run")
		.description(
			"measure every cell of a suite and write tables, charts and a report",
		)
		.argument("<suite>", "a suite: .suite.ts, .js or .json")
		.addOption(
			new Option(
				"--preset <preset>",
				"how much is measured, instead of what the suite says",
			).choices(idsOf(PRESETS)),
		)
		.option(
			"--out <folder>",
			"the folder of the run, instead of a new one in runs/<suite>/",
		)
		.option(
			"--resume",
			"go on with a run that was killed or interrupted: the newest one, or the one in --out",
			false,
		)
		.option(
			"--tune",
			"set the frequency governor of the devices to performance while the run goes on, where that is allowed",
			false,
		)
		.option(
			"--time-limit <seconds>",
			"end the run after this time, with exit code 124",
			parseSeconds,
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
	const suite = await loadSuite(file);
	checkTables(suite);
	const devices = openDevices(suite.devices);
	const place = await openRunDirectory({
		suite,
		out: options.out,
		resume: options.resume,
		now: new Date(),
	});
	const preset = presetOf(options, place) ?? suite.preset;
	const display = progressDisplay();
	const stop = interruption(options.timeLimit);
	try {
		await recordRun(
			{ suite, preset, place },
			{
				build: suiteBuilder(suite, {
					onTraining: ({ model, done, total }) =>
						display.tell({ kind: "training", model, done, total }),
					signal: stop.signal,
				}),
				devices,
				now: () => new Date(),
				wait,
				tune: options.tune,
				tell: display.tell,
				signal: stop.signal,
			},
		);
	} catch (error) {
		if (stop.signal.aborted) {
			display.end();
			exit(explainInterruption(stop, file, place));
			return;
		}
		throw error;
	} finally {
		display.end();
		stop.dispose();
	}
	await report(place, options, exit);
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

function progressDisplay(): ProgressDisplay {
	const look = terminalLook(process.stderr);
	return look.interactive
		? progressBar(process.stderr, look)
		: progressLines(process.stderr);
}

function explainInterruption(
	stop: Interruption,
	file: string,
	{ directory }: RunDirectory,
) {
	const why =
		stop.cause() === "time limit" ? "The time limit is reached" : "Interrupted";
	console.error(
		`${why}. What was measured is kept; go on with: quantgrid run ${file} --out ${directory} --resume`,
	);
	return stop.cause() === "time limit" ? EXIT.timeLimit : EXIT.interrupted;
}

async function report(
	{ directory, journal }: RunDirectory,
	options: RunOptions,
	exit: Exit,
): Promise<void> {
	const { entries } = await readJournal(journal);
	await writeReport(directory, entries, options);
	printTable(entries, options);
	console.error(`Report: ${join(directory, "report.html")}`);
	if (
		summarize(entries).cells.some(
			({ status }) =>
				status === "failed" || status === "crashed" || status === "timed-out",
		)
	) {
		exit(EXIT.cellFailed);
	}
}
