import { spawnSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Change, ChangeReport, Trend } from "../compare/comparison.ts";
import { withDuckDB } from "../history/duckdb.ts";
import { pathOfRun, runsFolder } from "../history/folder.ts";
import { readHistory } from "../history/read-history.ts";
import {
	type CellRecord,
	type RunRecord,
	recordOf,
} from "../history/record.ts";
import type { RecordedCell, RecordedRun } from "../history/recorded-run.ts";
import { readTrends, type TrendPoint } from "../history/trends.ts";
import { writeRun } from "../history/write-run.ts";
import { medianInterval } from "../stats/bootstrap.ts";
import { median } from "../stats/order.ts";
import { changeOf, nightAt, sideOf } from "../test/support/changes.ts";
import { manyLaunches } from "./many-launches.ts";

/** How many runs make the baseline. */
const BASELINE_RUNS = 7;

/** Writes a history of 1,000 cells in a process of its own, so that this one's memory is that of the reading alone. */
export function writeHistoryApart(folder: string, nights: number): void {
	const { status, stderr } = spawnSync(
		process.execPath,
		[import.meta.filename, folder, String(nights)],
		{ encoding: "utf8" },
	);
	if (status !== 0) {
		throw new Error(`The history could not be written: ${stderr}`);
	}
}

/** The whole way from the Parquet files to what a report is made of, but for the comparison's own tests. */
export async function reportFromHistory(folder: string): Promise<ChangeReport> {
	const { runs, notes } = await readHistory({
		folder,
		last: BASELINE_RUNS + 1,
	});
	const trends = await readTrends({ folder });
	const current = runs.at(-1) as RecordedRun;
	const before = runs.slice(0, -1);
	return {
		comparison: {
			baseline: before,
			current,
			deviceChanges: [],
			changes: changesOf(before, current),
		},
		trends: [...trends.cells].map(([cell, points]) => trendOf(cell, points)),
		notes,
	};
}

function changesOf(
	before: readonly RecordedRun[],
	current: RecordedRun,
): readonly Change[] {
	const earlier = new Map<string, number[]>();
	for (const cell of before.flatMap(({ cells }) => cells)) {
		const medians = earlier.get(cell.id) ?? [];
		medians.push(...mediansOf(cell));
		earlier.set(cell.id, medians);
	}
	return current.cells.map((cell) => {
		const baseline = earlier.get(cell.id) ?? [];
		const now = mediansOf(cell);
		const [from, to] = [median(baseline), median(now)];
		return changeOf({
			cell: cell.id,
			baseline: from,
			current: to,
			effect: to / from - 1,
			evidence: {
				baseline: sideOf(before.at(-1)?.key ?? "", baseline),
				current: sideOf(current.key, now),
			},
		});
	});
}

function mediansOf({ launches }: RecordedCell): readonly number[] {
	return launches.map(({ medianMs }) => medianMs);
}

function trendOf(cell: string, points: readonly TrendPoint[]): Trend {
	const medians = points.map(({ medianMs }) => medianMs);
	return {
		cell,
		nights: points.map(({ run, medianMs, launchMediansMs }) => ({
			run: run.key,
			at: run.at,
			medianMs,
			interval: medianInterval(launchMediansMs),
		})),
		changePoints: [],
		band: { low: Math.min(...medians), high: Math.max(...medians) },
	};
}

async function writeHistory(folder: string, nights: number): Promise<void> {
	const entries = manyLaunches(5000);
	const [run] = entries;
	if (run?.kind !== "run") {
		throw new Error("A journal begins with its run.");
	}
	const record = recordOf({
		run,
		origin: "0".repeat(8),
		entries,
		tornBytes: 0,
	});
	for (let night = 0; night < nights; night += 1) {
		const ofNight = recordOfNight(record, night);
		const path = pathOfRun(folder, ofNight.run.key);
		await mkdir(dirname(path), { recursive: true });
		await withDuckDB(runsFolder(folder), (connection) =>
			writeRun(connection, ofNight, path),
		);
	}
}

function recordOfNight(record: RunRecord, night: number): RunRecord {
	const at = nightAt(night);
	const drift = 1 + 0.02 * Math.sin(night * 7.3);
	return {
		...record,
		run: {
			...record.run,
			key: `${record.run.suite}/${at.slice(0, 19).replaceAll(":", "-")}-00000000`,
			at,
		},
		cells: record.cells.map((cell) => drifted(cell, drift)),
	};
}

function drifted({ cell, launches }: CellRecord, drift: number): CellRecord {
	return {
		cell,
		launches: launches.map((launch) =>
			launch.latency === undefined
				? launch
				: {
						...launch,
						latency: {
							...launch.latency,
							medianMs: launch.latency.medianMs * drift,
						},
					},
		),
	};
}

if (process.argv[1] === import.meta.filename) {
	await writeHistory(process.argv[2] as string, Number(process.argv[3]));
}
