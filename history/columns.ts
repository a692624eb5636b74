import { packNumbers } from "../lib/packed-numbers.ts";
import type { LaunchEntry } from "./entry.ts";
import type { CellRecord, LaunchRecord, RunRecord } from "./record.ts";
import type { RecordedCell, RecordedDevice } from "./recorded-run.ts";
import { top1Of } from "./top1.ts";

/** The version of the Parquet files' format; see docs/formats.md. */
export const HISTORY_FORMAT = 1;

/** What a row of a run's file says: everything of one launch; of a cell without launches, the launch is undefined. */
export type RowSource = {
	readonly record: RunRecord;
	readonly device: RecordedDevice;
	readonly cell: CellRecord;
	readonly cellIndex: number;
	readonly launch: LaunchRecord | undefined;
	readonly launchIndex: number;
};

type Column = {
	readonly name: string;
	/** What it tells of; rows of the same run, device or cell repeat it. */
	readonly of: "run" | "device" | "cell" | "launch";
	readonly type: "VARCHAR" | "BIGINT" | "DOUBLE" | "BOOLEAN" | "BLOB";
	readonly value: (
		row: RowSource,
	) => string | number | boolean | Uint8Array | null | undefined;
};

/** The rows of a run's file, in their order. */
export function* rowsOf(record: RunRecord): Generator<RowSource> {
	const devices = new Map(
		record.run.devices.map((device) => [device.name, device]),
	);
	for (const [cellIndex, cell] of record.cells.entries()) {
		const device = devices.get(cell.cell.cell.device);
		if (device === undefined) {
			throw new Error(`the cell ${cell.cell.id} is on no device of its suite`);
		}
		const launches = cell.launches.length === 0 ? [undefined] : cell.launches;
		for (const [launchIndex, launch] of launches.entries()) {
			yield { record, device, cell, cellIndex, launch, launchIndex };
		}
	}
}

type Value = ReturnType<Column["value"]>;

const ofRun = (
	name: string,
	type: Column["type"],
	value: (record: RunRecord) => Value,
): Column => ({ name, of: "run", type, value: ({ record }) => value(record) });

const ofDevice = (
	name: string,
	value: (device: RecordedDevice) => string,
): Column => ({
	name,
	of: "device",
	type: "VARCHAR",
	value: ({ device }) => value(device),
});

const ofCell = (
	name: string,
	type: Column["type"],
	value: (cell: RecordedCell) => Value,
): Column => ({
	name,
	of: "cell",
	type,
	value: ({ cell }) => value(cell.cell),
});

const ofLaunch = (
	name: string,
	type: Column["type"],
	value: (launch: LaunchRecord) => Value,
): Column => ({
	name,
	of: "launch",
	type,
	value: ({ launch }) => launch && value(launch),
});

const RUN_COLUMNS: readonly Column[] = [
	ofRun("format", "BIGINT", () => HISTORY_FORMAT),
	ofRun("run", "VARCHAR", ({ run }) => run.key),
	ofRun("suite", "VARCHAR", ({ run }) => run.suite),
	ofRun("suite_sha256", "VARCHAR", ({ run }) => run.suiteSha256),
	ofRun("suite_json", "VARCHAR", ({ suite }) => JSON.stringify(suite)),
	ofRun("started_at", "VARCHAR", ({ run }) => run.at),
	ofRun("finished", "BOOLEAN", ({ run }) => run.finished),
	ofRun("preset", "VARCHAR", ({ run }) => run.preset),
	ofRun("seed", "BIGINT", ({ seed }) => seed),
	ofRun("quantgrid_version", "VARCHAR", ({ run }) => run.quantgridVersion),
	ofRun("commit_sha", "VARCHAR", ({ run }) => run.commit?.sha),
	ofRun("commit_dirty", "BOOLEAN", ({ run }) => run.commit?.dirty),
];

const CELL_COLUMNS: readonly Column[] = [
	ofDevice("device", ({ name }) => name),
	ofDevice("fingerprint", ({ fingerprint }) => fingerprint),
	ofDevice("environment", ({ environment }) => JSON.stringify(environment)),
	{
		name: "cell_index",
		of: "cell",
		type: "BIGINT",
		value: ({ cellIndex }) => cellIndex,
	},
	ofCell("cell", "VARCHAR", ({ id }) => id),
	ofCell("model", "VARCHAR", ({ cell }) => cell.model),
	ofCell("variant", "VARCHAR", ({ cell }) => cell.variant),
	ofCell("delegate", "VARCHAR", ({ cell }) => cell.delegate),
	ofCell("threads", "BIGINT", ({ cell }) => cell.threads),
	ofCell("status", "VARCHAR", ({ status }) => status),
	ofCell("reason", "VARCHAR", ({ reason }) => reason),
	ofCell("artifact_sha256", "VARCHAR", ({ artifact }) => artifact?.sha256),
	ofCell("artifact_path", "VARCHAR", ({ artifact }) => artifact?.path),
	ofCell("size_bytes", "BIGINT", ({ artifact }) => artifact?.sizeBytes),
	ofCell("gzip_bytes", "BIGINT", ({ artifact }) => artifact?.gzipBytes),
	ofCell("weights", "VARCHAR", ({ artifact }) => artifact?.weights),
];

const LAUNCH_COLUMNS: readonly Column[] = [
	{
		name: "launch_index",
		of: "launch",
		type: "BIGINT",
		value: ({ launchIndex }) => launchIndex,
	},
	ofLaunch("task", "VARCHAR", ({ entry }) => entry.task),
	ofLaunch("round", "BIGINT", ({ entry }) => entry.round),
	ofLaunch("launched_at", "VARCHAR", ({ entry }) => entry.at),
	ofLaunch("outcome", "VARCHAR", ({ miss }) => miss?.status ?? "measured"),
	ofLaunch("miss_reason", "VARCHAR", ({ miss }) => miss?.reason),
	ofLaunch("samples", "BIGINT", ({ latency }) => latency?.samples),
	ofLaunch("median_ms", "DOUBLE", ({ latency }) => latency?.medianMs),
	ofLaunch("p10_ms", "DOUBLE", ({ latency }) => latency?.p10Ms),
	ofLaunch("min_ms", "DOUBLE", ({ latency }) => latency?.minMs),
	ofLaunch(
		"peak_memory_bytes",
		"BIGINT",
		({ latency }) => latency?.peakMemoryBytes,
	),
	ofLaunch("throttled", "BOOLEAN", ({ latency }) => latency?.throttled),
	ofLaunch(
		"dataset_sha256",
		"VARCHAR",
		({ accuracy }) => accuracy?.datasetSha256,
	),
	ofLaunch(
		"accuracy_samples",
		"BIGINT",
		({ accuracy }) => accuracy?.predictions.length,
	),
	ofLaunch(
		"accuracy_top1",
		"DOUBLE",
		({ accuracy }) => accuracy && top1Of(accuracy),
	),
	ofLaunch("packed_samples", "BLOB", packedSamples),
	ofLaunch(
		"packed_predictions",
		"BLOB",
		({ accuracy }) => accuracy && packNumbers(accuracy.predictions),
	),
	ofLaunch(
		"packed_label_ranks",
		"BLOB",
		({ accuracy }) => accuracy && packNumbers(accuracy.labelRanks),
	),
	ofLaunch("outcome_json", "VARCHAR", ({ entry }) => outcomeJson(entry)),
];

/** The columns of a run's file, in their order. Later formats add columns at the end. */
export const COLUMNS: readonly Column[] = [
	...RUN_COLUMNS,
	...CELL_COLUMNS,
	...LAUNCH_COLUMNS,
];

function packedSamples({
	entry,
	latency,
}: LaunchRecord): Uint8Array | undefined {
	const { outcome } = entry;
	return latency !== undefined &&
		outcome.status === "measured" &&
		outcome.measurement.kind === "latency"
		? Buffer.from(outcome.measurement.samples, "base64")
		: undefined;
}

/** The outcome as it stands in the journal, without the lists that have columns of their own. */
function outcomeJson({ outcome }: LaunchEntry): string {
	const elsewhere = new Set(["samples", "predictions", "labelRanks"]);
	return JSON.stringify(outcome, (name, value) =>
		elsewhere.has(name) ? undefined : value,
	);
}
