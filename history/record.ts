import { UserError } from "../lib/errors.ts";
import { groupBy } from "../lib/group.ts";
import { cellId } from "../plan/cell.ts";
import { expandSuite, type PlannedCell, profilesOf } from "../plan/expand.ts";
import { parseSuite, type Suite } from "../plan/suite.ts";
import { isThrottled } from "../plan/throttled.ts";
import { quantileOfSorted } from "../stats/order.ts";
import { type CellEvents, cellStatus } from "./cell-status.ts";
import { type DeviceRecord, devicesOf } from "./devices.ts";
import type { Entry, LaunchEntry } from "./entry.ts";
import { fingerprintOf, mergeEnvironments } from "./fingerprint.ts";
import type { Journal } from "./journal.ts";
import {
	type LaunchReading,
	type Miss,
	type ReadLaunch,
	type ReadPass,
	readLaunches,
} from "./launch-reading.ts";
import type {
	RecordedAccuracy,
	RecordedCell,
	RecordedDevice,
	RecordedLaunch,
	RecordedRun,
} from "./recorded-run.ts";

/** A run as its journal gives it, with every launch behind it. */
export type RunRecord = {
	readonly run: Omit<RecordedRun, "cells">;
	/** The suite as it stands in the journal. */
	readonly suite: Readonly<Record<string, unknown>>;
	readonly seed: number;
	readonly cells: readonly CellRecord[];
};

/** A cell and all of its launches in their canonical order. */
export type CellRecord = {
	readonly cell: RecordedCell;
	readonly launches: readonly LaunchRecord[];
};

/** A launch, and what it gave: a miss, or figures of one of the two kinds. */
export type LaunchRecord = {
	readonly entry: LaunchEntry;
	readonly miss?: Miss;
	readonly latency?: RecordedLaunch;
	readonly accuracy?: RecordedAccuracy;
};

/** The form of a run's id, which stands in a file name. */
const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;

/** A journal as the history keeps it. Throws a UserError when its suite or its id is not one that a run can have. */
export function recordedRun(journal: Journal): RecordedRun {
	const { run, cells } = recordOf(journal);
	return { ...run, cells: cells.map(({ cell }) => cell) };
}

/** A journal as the history keeps it, with every launch. Throws a UserError as `recordedRun` does. */
export function recordOf({ run, origin, entries }: Journal): RunRecord {
	if (!RUN_ID.test(run.id)) {
		throw new UserError(
			`The journal gives its run the id ${JSON.stringify(run.id.slice(0, 80))}; expected up to 64 letters, digits and dashes. It was not written by quantgrid.`,
		);
	}
	const suite = parseSuite(run.suite, {
		file: `the journal of run ${run.id}`,
		directory: "/",
	});
	return {
		run: {
			key: `${suite.name}/${run.id}-${origin}`,
			suite: suite.name,
			suiteSha256: run.suiteSha256,
			at: run.at,
			finished: isFinished(entries),
			preset: run.preset,
			quantgridVersion: run.quantgridVersion,
			commit: run.commit,
			devices: recordedDevices(devicesOf(entries), suite),
		},
		suite: run.suite,
		seed: run.seed,
		cells: cellsOf(entries, suite),
	};
}

/** Whether a journal ends with the end of its run. */
export function isFinished(entries: readonly Entry[]): boolean {
	const last = (kind: Entry["kind"]) =>
		entries.findLastIndex((entry) => entry.kind === kind);
	return last("finished") > last("resumed");
}

function recordedDevices(
	devices: ReadonlyMap<string, DeviceRecord>,
	suite: Suite,
): readonly RecordedDevice[] {
	return suite.devices.map((name) => {
		const environment = mergeEnvironments(
			devices.get(name)?.environments ?? [],
		);
		return { name, fingerprint: fingerprintOf(environment), environment };
	});
}

function cellsOf(
	entries: readonly Entry[],
	suite: Suite,
): readonly CellRecord[] {
	const launches = launchesByCell(entries);
	const builds = entries.filter((entry) => entry.kind === "artifact");
	const devices = devicesOf(entries);
	return expandSuite(suite, profilesOf(devices)).map((planned) => {
		const { model, variant } = planned.cell;
		const build = builds.findLast(
			(entry) => entry.model === model && entry.variant === variant,
		)?.build;
		return cellRecord(
			{
				planned,
				build,
				unreachable: devices.get(planned.cell.device)?.unreachable,
			},
			launches.get(cellId(planned.cell)) ?? [],
		);
	});
}

/** The launches of a journal by the id of their cell. */
export function launchesByCell(
	entries: readonly Entry[],
): ReadonlyMap<string, readonly LaunchEntry[]> {
	return groupBy(
		entries.filter((entry) => entry.kind === "launch"),
		({ cell }) => cellId(cell),
	);
}

type BuiltCell = {
	readonly planned: PlannedCell;
	readonly build: CellEvents["build"];
	readonly unreachable: string | undefined;
};

function cellRecord(
	{ planned: { cell, unsupported }, build, unreachable }: BuiltCell,
	entries: readonly LaunchEntry[],
): CellRecord {
	const launches = readLaunches(entries).map(launchRecord);
	const missesOf = (task: LaunchEntry["task"]) =>
		launches.flatMap(({ entry, miss }) =>
			miss !== undefined && entry.task === task ? [miss] : [],
		);
	const measured = launches.flatMap(({ latency }) => latency ?? []);
	return {
		cell: {
			id: cellId(cell),
			cell,
			...cellStatus({
				unsupported,
				build,
				measured: measured.length > 0,
				latencyMisses: missesOf("latency"),
				accuracyMisses: missesOf("accuracy"),
				unreachable,
			}),
			artifact: build?.status === "built" ? build.artifact : undefined,
			launches: measured,
			accuracy: launches.findLast(({ accuracy }) => accuracy !== undefined)
				?.accuracy,
		},
		launches,
	};
}

function launchRecord(reading: LaunchReading): LaunchRecord {
	const { entry } = reading;
	switch (reading.kind) {
		case "miss": {
			const { status, reason } = reading;
			return { entry, miss: { status, reason } };
		}
		case "latency":
			return { entry, latency: latencyOf(reading) };
		case "accuracy":
			return { entry, accuracy: accuracyOf(reading) };
	}
}

/** The figures of a launch that measured latency. */
export function latencyOf({
	entry,
	measurement,
	sortedMs,
}: ReadLaunch): RecordedLaunch {
	return {
		at: entry.at,
		round: entry.round,
		samples: sortedMs.length,
		medianMs: quantileOfSorted(sortedMs, 0.5),
		p10Ms: quantileOfSorted(sortedMs, 0.1),
		minMs: sortedMs[0] as number,
		peakMemoryBytes: measurement.peakMemoryBytes,
		throttled: isThrottled(entry.outcome),
	};
}

function accuracyOf({ measurement }: ReadPass): RecordedAccuracy {
	const { dataset, predictions, labelRanks } = measurement;
	return { datasetSha256: dataset.sha256, predictions, labelRanks };
}
