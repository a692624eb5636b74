import type {
	Change,
	ChangeReport,
	ComparedMetric,
	Evidence,
	SideEvidence,
	Trend,
} from "../../compare/comparison.ts";
import type { RecordedRun } from "../../history/recorded-run.ts";
import { launchFigureOf } from "./claim.ts";
import { groupOf } from "./groups.ts";

/** The version of the format of changes.json; see docs/change-reports.md. */
export const CHANGES_FORMAT = 1;

/**
 * changes.json: the runs, every claim with its figures and the launches behind it, and each cell's change points.
 * Times in milliseconds, sizes in bytes, shares 0 to 1; what there is none of is null.
 */
export function toChangesJson(report: ChangeReport): string {
	const { comparison, trends, notes } = report;
	const document = {
		format: CHANGES_FORMAT,
		notes,
		current: runObject(comparison.current),
		baseline: comparison.baseline.map(runObject),
		device_changes: comparison.deviceChanges,
		changes: comparison.changes.map(changeObject),
		trends: trends.map(trendObject),
	};
	return `${JSON.stringify(document)}\n`;
}

function runObject(run: RecordedRun) {
	return {
		run: run.key,
		suite: run.suite,
		suite_sha256: run.suiteSha256,
		at: run.at,
		finished: run.finished,
		preset: run.preset,
		quantgrid_version: run.quantgridVersion,
		commit: run.commit,
		devices: run.devices.map(({ name, fingerprint }) => ({
			name,
			fingerprint,
		})),
	};
}

function changeObject(change: Change) {
	const { metric, interval } = change;
	return {
		cell: change.cell,
		metric,
		verdict: change.verdict,
		group: groupOf(change),
		regression: change.regression,
		accepted: change.accepted ?? null,
		baseline: change.baseline ?? null,
		current: change.current ?? null,
		effect: change.effect ?? null,
		effect_low: interval?.low ?? null,
		effect_high: interval?.high ?? null,
		p_value: change.pValue ?? null,
		reason: change.reason,
		evidence: evidenceObject(metric, change.evidence),
		confirmation: evidenceObject(metric, change.confirmation),
	};
}

function evidenceObject(
	metric: ComparedMetric,
	evidence: Evidence | undefined,
) {
	return evidence === undefined
		? null
		: {
				baseline: sideObject(metric, evidence.baseline),
				current: sideObject(metric, evidence.current),
			};
}

/** Of each launch its figure of the metric: its fastest inference in ms, or its peak in bytes. */
function sideObject(metric: ComparedMetric, side: SideEvidence) {
	const figure = launchFigureOf(metric);
	return {
		run: side.run,
		artifact_sha256: side.artifactSha256 ?? null,
		launches: figure === undefined ? [] : side.launches.map(figure),
	};
}

function trendObject({ cell, nights, band, changePoints }: Trend) {
	return {
		cell,
		nights: nights.length,
		band: band ?? null,
		change_points: changePoints.map(({ run, at, effect, pValue }) => ({
			run,
			at,
			effect,
			p_value: pValue,
		})),
	};
}
