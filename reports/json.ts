import type { DeviceRecord } from "../history/devices.ts";
import type { CellSummary } from "./cell-summary.ts";
import { type DeviceAgreement, deviceAgreements } from "./device-agreement.ts";
import { type Scaling, scalingsOf } from "./scaling.ts";
import type { RunSummary } from "./summary.ts";
import { COLUMNS } from "./table.ts";

/** The version of the format of results.json; see docs/formats.md. */
export const RESULTS_FORMAT = 2;

/**
 * results.json: the run, and for each cell the columns of results.csv by name (an absent figure is null), its launches,
 * its unmet conditions and its disagreements with the reference variant; then the serial fractions, and how far the
 * predictions of several devices agree.
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
		scaling: scalingsOf(summary).map(scalingObject),
		device_agreement: deviceAgreements(summary).map(agreementObject),
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

function scalingObject(scaling: Scaling) {
	const { model, variant, delegate, device, published, trusted } = scaling;
	const { interval, byThreads } = scaling;
	return {
		model,
		variant,
		delegate,
		device,
		published,
		trusted,
		serial_fraction: scaling.serialFraction,
		serial_fraction_low: interval?.low ?? null,
		serial_fraction_high: interval?.high ?? null,
		by_threads: byThreads.map(({ threads, karpFlatt }) => ({
			threads,
			karp_flatt: karpFlatt ?? null,
		})),
	};
}

function agreementObject({ cell, against, result }: DeviceAgreement) {
	const cells = { cell: cell.id, against: against.id };
	if ("problem" in result) {
		return { ...cells, problem: result.problem };
	}
	const { outputError } = result;
	return {
		...cells,
		samples: result.samples,
		agreement: result.agreement,
		only_against_right: result.onlyReferenceRight,
		only_cell_right: result.onlyVariantRight,
		mcnemar_p: result.mcnemarP,
		max_output_difference: outputError?.max ?? null,
		mean_output_difference: outputError?.mean ?? null,
		compared_outputs: outputError?.samples ?? 0,
		differing: result.disagreements.map(({ sample, reference, variant }) => ({
			sample,
			against: reference,
			cell: variant,
		})),
	};
}
