import { dirname, join, resolve } from "node:path";
import { Command, Option } from "commander";
import { openDevices } from "../devices/devices.ts";
import { withDevicesLocked } from "../devices/locks.ts";
import { readJournal } from "../history/journal.ts";
import { UserError } from "../lib/errors.ts";
import { terminalLook } from "../lib/terminal.ts";
import { idsOf, PRESETS, type Preset } from "../plan/axes.ts";
import type { Suite } from "../plan/suite.ts";
import { summarize } from "../reports/summary.ts";
import { checkTables } from "../reports/table-check.ts";
import { loadSuite } from "../run/load-suite.ts";
import {
	type RecordContext,
	type RecordedRun,
	recordRun,
} from "../run/record-run.ts";
import {
	openRunDirectory,
	RUNS_FOLDER,
	type RunDirectory,
} from "../run/run-directory.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import { type Interruption, interruption } from "./interruption.ts";
import { languageOption, type ReportOptions } from "./language.ts";
import { parseSeconds } from "./parse-seconds.ts";
import {
	type ProgressDisplay,
	progressBar,
	progressLines,
} from "./progress-display.ts";
import { stateDirectory } from "./state-directory.ts";
import { suiteBuilder } from "./suite-builder.ts";
import { printTable, writeReport } from "./write-report.ts";

type RunOptions = ReportOptions & {
	readonly preset?: Preset;
	readonly out?: string;
	readonly resume: boolean;
	readonly timeLimit?: number;
	readonly wait: boolean;
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
			"--time-limit <duration>",
			"end the run after this time (2h, 90m, 30s), with exit code 124",
			parseSeconds,
		)
		.option(
			"--wait",
			"wait for a run that is in progress on the same devices, instead of refusing",
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
	const suite = await loadSuite(file);
	checkTables(suite);
	const devices = openDevices(suite.devices);
	const display = progressDisplay();
	const stop = interruption(options.timeLimit);
	let place: RunDirectory | undefined;
	try {
		const lock = {
			devices: devices.values(),
			folder: join(stateDirectory(), "locks"),
			purpose: `quantgrid run ${suite.name}`,
			onWait: options.wait ? display.note : undefined,
			signal: stop.signal,
		};
		await withDevicesLocked(lock, async () => {
			place = await openPlace(suite, options);
			await measure(
				{
					suite,
					preset: presetOf(options, place) ?? suite.preset,
					place,
					repository: dirname(resolve(file)),
				},
				{ devices, display, signal: stop.signal },
			);
			display.end();
			await report(place, options, exit);
		});
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
}

function openPlace(
	suite: Suite,
	{ out, resume }: RunOptions,
): Promise<RunDirectory> {
	return openRunDirectory({
		suite,
		runs: RUNS_FOLDER,
		out,
		resume,
		now: new Date(),
	});
}

/** Runs a suite on this machine's cache, with a display for a person. */
function measure(
	run: RecordedRun,
	{
		devices,
		display,
		signal,
	}: Pick<RecordContext, "devices" | "signal"> & {
		readonly display: ProgressDisplay;
	},
): Promise<void> {
	return recordRun(run, {
		build: suiteBuilder(run.suite, {
			onTraining: ({ model, done, total }) =>
				display.tell({ kind: "training", model, done, total }),
			signal,
		}),
		devices,
		now: () => new Date(),
		tell: display.tell,
		signal,
	});
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
	place: RunDirectory | undefined,
) {
	const why =
		stop.cause() === "time limit" ? "The time limit is reached" : "Interrupted";
	console.error(
		place === undefined
			? `${why}. Nothing was measured yet.`
			: `${why}. What was measured is kept; go on with: quantgrid run ${file} --out ${place.directory} --resume`,
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
