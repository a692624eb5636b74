import { dirname, join, resolve } from "node:path";
import { Command } from "commander";
import type { ChangeReport } from "../compare/comparison.ts";
import { parseBaselineSpec } from "../history/baseline-runs.ts";
import { readJournal } from "../history/journal.ts";
import type { RecordedCell } from "../history/recorded-run.ts";
import { terminalLook } from "../lib/terminal.ts";
import { CHANGES_PAGE } from "../reports/changes/change-files.ts";
import { digest } from "../reports/changes/digest.ts";
import { groupOf } from "../reports/changes/groups.ts";
import { changesText } from "../reports/changes/terminal.ts";
import { checkPivots } from "../reports/pivot-check.ts";
import { loadSuite } from "../run/load-suite.ts";
import { openNightDirectory } from "../run/nightly-directory.ts";
import { RUNS_FOLDER } from "../run/run-directory.ts";
import { deviceOverride } from "./device-option.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import {
	type HistoryOptions,
	historyDirectory,
	historyOption,
} from "./history-directory.ts";
import { inventoryFrom } from "./inventory-option.ts";
import { languageOption, type ReportOptions } from "./language.ts";
import {
	EARLY_ENDS,
	type Measuring,
	type MeasuringOptions,
	withMeasuring,
	withMeasuringOptions,
} from "./measuring.ts";
import { endNight, type Night, spendNight } from "./night.ts";
import {
	appendJobSummary,
	writeChangeReports,
} from "./write-change-reports.ts";
import { writeReport } from "./write-report.ts";

type NightlyOptions = ReportOptions &
	HistoryOptions &
	MeasuringOptions & {
		readonly baseline: string;
		readonly runs: string;
		readonly out?: string;
		readonly page?: string;
		readonly fresh: boolean;
	};

/** `quantgrid nightly SUITE`: measures a suite, says what changed since the baseline, and measures again before it accuses. */
export function nightlyCommand(exit: Exit): Command {
	return withMeasuringOptions(new Command("nightly"))
		.description(
			"measure a suite, hold it against its baseline, measure again what looks changed, and report",
		)
		.argument("<suite>", "a suite: .suite.ts, .js or .json")
		.option(
			"--baseline <baseline>",
			"what the night is held against: last, last:N, the name of a baseline, or a run",
			"last",
		)
		.option("--runs <folder>", "the folder of all runs", RUNS_FOLDER)
		.addOption(historyOption())
		.option(
			"--out <folder>",
			"where the report goes, instead of the folder of the run",
		)
		.option(
			"--page <address>",
			"where changes.html will be published, for the links of a job summary",
		)
		.option(
			"--fresh",
			"begin a new run even where a killed one could go on",
			false,
		)
		.addOption(languageOption())
		.action(async (file: string, options: NightlyOptions) => {
			await nightly(file, options, exit);
		});
}

async function nightly(
	file: string,
	options: NightlyOptions,
	exit: Exit,
): Promise<void> {
	const suite = await loadSuite(file, deviceOverride(options));
	checkPivots(suite);
	const inventory = await inventoryFrom(options);
	const baseline = parseBaselineSpec(options.baseline);
	const { fresh } = options;
	const runs = resolve(options.runs);
	const history = historyDirectory(options, runs);
	const preset = options.preset ?? suite.preset;
	const repository = dirname(resolve(file));
	let lastLine = `quantgrid nightly ${suite.name}: nothing was measured`;
	const end = await withMeasuring(
		{
			...options,
			suite,
			inventory,
			purpose: `quantgrid nightly ${suite.name}`,
		},
		async (measuring) => {
			const ofNight = { suite, preset, runs, fresh };
			const place = await openNightDirectory({ ...measuring, ...ofNight });
			place.notes.forEach(measuring.display.note);
			lastLine = `quantgrid nightly ${suite.name}: what was measured is kept in ${place.directory}; the same command goes on with it`;
			const night = { suite, preset, place, repository, history, baseline };
			const spent = await reportNight(night, measuring, { options, exit });
			lastLine = spent.lastLine;
			if (!spent.whole) {
				measuring.signal.throwIfAborted();
			}
		},
	);
	if (end !== "done") {
		const { why, exit: code } = EARLY_ENDS[end];
		lastLine = `${lastLine}. ${why}.`;
		exit(code);
	}
	console.error(lastLine);
}

/** Spends a night, writes its reports and, where it was not interrupted, sets the exit code; a whole one is concluded. */
async function reportNight(
	night: Night,
	measuring: Measuring,
	{ options, exit }: { readonly options: NightlyOptions; readonly exit: Exit },
): Promise<{ readonly whole: boolean; readonly lastLine: string }> {
	const report = await spendNight(night, measuring);
	const { aborted } = measuring.signal;
	const whole = !aborted && report.comparison.current.finished;
	measuring.display.end();
	const { journal, directory: own } = night.place;
	const directory = resolve(options.out ?? own);
	const { entries } = await readJournal(journal);
	await writeReport(directory, entries, options);
	await writeChangeReports(report, directory);
	await appendJobSummary(report, { page: options.page });
	const { colour, columns } = terminalLook(process.stdout);
	process.stdout.write(changesText(report, { colour, width: columns }));
	if (whole) {
		await endNight(night, report.comparison, measuring.now());
	}
	if (!aborted) {
		exit(whole ? exitCodeOf(report) : EXIT.cellFailed);
	}
	const page = join(directory, CHANGES_PAGE);
	const { headline } = digest(report);
	const rest =
		whole || aborted
			? ""
			: ". A device went away; the same command goes on with what is left";
	return {
		whole,
		lastLine: `quantgrid nightly ${headline}. Report: ${page}${rest}`,
	};
}

/** A regression weighs more than a cell that fails since tonight; in the first night, every failure is new. */
function exitCodeOf({
	comparison: { baseline, current, changes },
}: ChangeReport): Parameters<Exit>[0] {
	const groups = new Set(changes.map(groupOf));
	if (groups.has("regressed")) {
		return EXIT.regression;
	}
	const failed =
		baseline.length === 0
			? current.cells.some(({ status }) => FAILURES.has(status))
			: groups.has("newly-failing");
	return failed ? EXIT.cellFailed : EXIT.fine;
}

const FAILURES: ReadonlySet<RecordedCell["status"]> = new Set([
	"failed",
	"timed-out",
	"crashed",
]);
