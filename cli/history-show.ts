import { Command } from "commander";
import type { RecordedCell, RecordedRun } from "../history/recorded-run.ts";
import { resolveRun } from "../history/resolve-run.ts";
import { top1Of } from "../history/top1.ts";
import { printable } from "../lib/printable.ts";
import {
	ABSENT,
	formatFraction,
	formatKilobytes,
	formatMegabytes,
	formatMs,
	intervalText,
} from "../reports/format.ts";
import { medianInterval } from "../stats/bootstrap.ts";
import { median } from "../stats/order.ts";
import {
	type HistoryOptions,
	historyDirectory,
	historyOption,
	tellNotes,
} from "./history-directory.ts";
import { plainTable } from "./plain-table.ts";

/** `quantgrid history show RUN`: what a recorded run is and what it measured. */
export function showCommand(): Command {
	return new Command("show")
		.description("show a recorded run: what, where, and every cell")
		.argument(
			"<run>",
			"a key or the beginning of one, last, last~N, SUITE/last, a baseline, or the folder of a run",
		)
		.addOption(historyOption())
		.action(show);
}

async function show(reference: string, options: HistoryOptions): Promise<void> {
	const { run, notes } = await resolveRun(reference, historyDirectory(options));
	tellNotes(notes);
	process.stdout.write(`${factLines(run).join("\n")}\n\n${cellTable(run)}`);
}

function factLines(run: RecordedRun): readonly string[] {
	const commit =
		run.commit === null
			? "none"
			: `${run.commit.sha}${run.commit.dirty ? ", with changes that are not committed" : ""}`;
	return [
		`run        ${run.key}`,
		`began      ${run.at}${run.finished ? "" : ", unfinished"}`,
		`suite      ${run.suite} (sha256 ${run.suiteSha256.slice(0, 12)}), preset ${run.preset}`,
		`commit     ${commit}`,
		`quantgrid  ${run.quantgridVersion}`,
		...run.devices.map(
			({ name, fingerprint, environment }) =>
				`device     ${name} (fingerprint ${fingerprint.slice(0, 12)}): ${environment.cpuModel ?? "unknown processor"}, TensorFlow Lite ${environment.tflite ?? "unknown"}, Node.js ${environment.node ?? "unknown"}`,
		),
	].map(printable);
}

function cellTable({ cells }: RecordedRun): string {
	return plainTable({
		columns: [
			"cell",
			"status",
			"time [ms]",
			"95 %",
			"launches",
			"accuracy",
			"size [KB]",
			"memory [MB]",
			"reason",
		],
		rows: cells.map(cellRow),
	});
}

function cellRow(cell: RecordedCell): readonly string[] {
	const { id, status, launches, accuracy, artifact, reason } = cell;
	const medians = launches.map(({ medianMs }) => medianMs);
	const memory = launches.map(({ peakMemoryBytes }) => peakMemoryBytes);
	return [
		id,
		status,
		medians.length === 0 ? ABSENT : formatMs(median(medians)),
		intervalText(medians.length === 0 ? undefined : medianInterval(medians)),
		String(launches.length),
		accuracy === undefined ? ABSENT : formatFraction(top1Of(accuracy)),
		artifact === undefined ? ABSENT : formatKilobytes(artifact.sizeBytes),
		memory.length === 0 ? ABSENT : formatMegabytes(Math.max(...memory)),
		reason ?? "",
	];
}
