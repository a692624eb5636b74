import type { DeviceRecord } from "../history/devices.ts";
import type { CellSummary } from "./cell-summary.ts";
import type { RunSummary } from "./summary.ts";
import { COLUMNS } from "./table.ts";

/** The version of the format of results.json; see docs/formats.md. */
export const RESULTS_FORMAT = 2;

/**
 * results.json: the run, and for each cell the columns of results.csv by name (an absent figure is null), its launches,
 * its unmet conditions and its disagreements with the reference variant.
 */
export function toJson(summary: RunSummary): string {
	const {
		run,
		suite,
		reference,
		resumedAt,
		finishedAt,
		elapsedMs,
		notes,
		devices,
		cells,
	} = summary;
	const { id, at, preset, seed, suiteSha256, quantgridVersion, commit } = run;
	const document = {
		format: RESULTS_FORMAT,
		run: {
			id,
			suite: suite.name,
			suite_sha256: suiteSha256,
			preset,
			seed,
			reference,
			started_at: at,
			resumed_at: resumedAt,
			finished_at: finishedAt ?? null,
			elapsed_ms: elapsedMs ?? null,
			quantgrid_version: quantgridVersion,
			commit,
			notes,
			devices: [...devices].map(toDevice),
		},
		cells: cells.map(toObject),
	};
	return `${JSON.stringify(document, undefined, "\t")}\n`;
}

function toDevice([name, record]: readonly [string, DeviceRecord]) {
	const { about, emulator, labels, notes } = record.profile;
	return {
		name,
		about: about ?? null,
		emulator: emulator ?? null,
		labels,
		notes,
		unreachable: record.unreachable ?? null,
		environments: record.environments,
	};
}

function toObject(cell: CellSummary) {
	const figures = Object.fromEntries(
		COLUMNS.map(({ name, field }) => [name, field(cell) ?? null]),
	);
	return {
		...figures,
		unmet_conditions: cell.unmet,
		launch_medians_ms:
			cell.latency?.launches.map(({ round, medianMs, minMs, samples, at }) => ({
				round,
				at,
				median_ms: medianMs,
				min_ms: minMs,
				samples,
			})) ?? [],
		disagreement_list: cell.comparison?.disagreements ?? [],
	};
}
