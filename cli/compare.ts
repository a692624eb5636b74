import { Command, Option } from "commander";
import { compareRuns } from "../compare/compare-runs.ts";
import type { ChangeReport } from "../compare/comparison.ts";
import { acceptedBetween, readAccepted } from "../history/accepted.ts";
import { baselineRuns, parseBaselineSpec } from "../history/baseline-runs.ts";
import type { RecordedRun } from "../history/recorded-run.ts";
import { resolveRun } from "../history/resolve-run.ts";
import { UserError } from "../lib/errors.ts";
import { terminalLook } from "../lib/terminal.ts";
import { digest } from "../reports/changes/digest.ts";
import { ACCUSATIONS, groupOf } from "../reports/changes/groups.ts";
import { toChangesJson } from "../reports/changes/json.ts";
import { changesMarkdown } from "../reports/changes/markdown.ts";
import { changesText } from "../reports/changes/terminal.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import {
	type HistoryOptions,
	historyDirectory,
	historyOption,
	tellNotes,
} from "./history-directory.ts";
import { writeChangeReports } from "./write-change-reports.ts";

type CompareOptions = HistoryOptions & {
	readonly json?: boolean;
	readonly markdown?: boolean;
	readonly out?: string;
	readonly failOnSuspected: boolean;
};

/** `quantgrid compare BASELINE RUN`: what changed between runs that are there already. */
export function compareCommand(exit: Exit): Command {
	return new Command("compare")
		.description("say what changed from one run, or several, to another")
		.argument(
			"<baseline>",
			"the folder of a run, a key, last~N, the name of a baseline, or last:N for the N runs before the other",
		)
		.argument(
			"<run>",
			"the folder of a run, a key, last, last~N, or the name of a baseline",
		)
		.addOption(historyOption())
		.option("--json", "print JSON instead of a table")
		.addOption(
			new Option("--markdown", "print Markdown instead of a table").conflicts(
				"json",
			),
		)
		.option("--out <folder>", "write every file of the report there, too")
		.option(
			"--fail-on-suspected",
			"exit with 1 for a suspected regression too, though nothing was measured again",
			false,
		)
		.action(async (before: string, after: string, options: CompareOptions) => {
			exit(await compare(before, after, options));
		});
}

async function compare(
	before: string,
	after: string,
	options: CompareOptions,
): Promise<Parameters<Exit>[0]> {
	const folder = historyDirectory(options);
	const { run: current, notes } = await resolveRun(after, folder);
	const found = await baselineOf(before, folder, current);
	const accepted = await readAccepted(folder);
	tellNotes([...new Set([...notes, ...found.notes, ...accepted.notes])]);
	const baseline = found.runs;
	const comparison = compareRuns({
		baseline,
		current,
		accepted: acceptedBetween(accepted.changes, {
			baselineAt: baseline.at(-1)?.at ?? "",
			currentAt: current.at,
		}),
	});
	const report = {
		comparison,
		trends: [],
		notes: notesOf(found.runs, current),
	};
	print(report, options);
	if (options.out !== undefined) {
		await writeChangeReports(report, options.out);
	}
	return exitCodeOf(report, options);
}

async function baselineOf(
	reference: string,
	folder: string,
	current: RecordedRun,
): Promise<{
	readonly runs: readonly RecordedRun[];
	readonly notes: readonly string[];
}> {
	if (!reference.startsWith("last:")) {
		const { run, notes } = await resolveRun(reference, folder);
		return { runs: [run], notes };
	}
	const found = await baselineRuns(
		parseBaselineSpec(reference),
		folder,
		current,
	);
	if (found.runs.length === 0) {
		throw new UserError(
			`${reference}: the history holds no finished run of the suite ${current.suite} with the preset ${current.preset} before ${current.key}. Name another baseline.`,
		);
	}
	return found;
}

/** What a reader must know first. */
function notesOf(
	baseline: readonly RecordedRun[],
	current: RecordedRun,
): readonly string[] {
	const suites = [...new Set([...baseline, current].map(({ suite }) => suite))];
	const unfinished = [...baseline, current].filter(({ finished }) => !finished);
	return [
		...(suites.length > 1
			? [`These are runs of different suites: ${suites.join(", ")}.`]
			: []),
		...unfinished.map(({ key }) => `The run ${key} did not come to its end.`),
	];
}

function print(report: ChangeReport, { json, markdown }: CompareOptions): void {
	if (json) {
		process.stdout.write(toChangesJson(report));
	} else if (markdown) {
		process.stdout.write(
			`${changesMarkdown(digest(report), { page: undefined })}\n`,
		);
	} else {
		const { colour, columns } = terminalLook(process.stdout);
		process.stdout.write(changesText(report, { colour, width: columns }));
	}
}

/** Without launches measured again, a latency or memory is suspected at most, which is no ground to fail a build unasked. */
function exitCodeOf(
	{ comparison }: ChangeReport,
	{ failOnSuspected }: CompareOptions,
): Parameters<Exit>[0] {
	return comparison.changes
		.map(groupOf)
		.some(
			(group) =>
				ACCUSATIONS.has(group) || (failOnSuspected && group === "suspected"),
		)
		? EXIT.regression
		: EXIT.fine;
}
