import type { CellSummary } from "./cell-summary.ts";
import {
	ABSENT,
	formatChance,
	formatCount,
	formatError,
	formatFraction,
	formatKilobytes,
	formatMegabytes,
	formatMs,
	intervalText,
} from "./format.ts";

/** A field of a row: undefined where the cell has no such figure. */
export type Field = string | number | undefined;

type Column = {
	readonly name: string;
	readonly field: (cell: CellSummary) => Field;
};

/**
 * What a row says of a cell, in the order of results.csv. Times in milliseconds to the nanosecond, sizes in bytes,
 * shares 0 to 1.
 */
export const COLUMNS = [
	{ name: "cell", field: ({ id }) => id },
	{ name: "model", field: ({ cell }) => cell.model },
	{ name: "variant", field: ({ cell }) => cell.variant },
	{ name: "delegate", field: ({ cell }) => cell.delegate },
	{ name: "threads", field: ({ cell }) => cell.threads },
	{ name: "device", field: ({ cell }) => cell.device },
	{ name: "status", field: ({ status }) => status },
	{ name: "verdict", field: ({ verdict }) => verdict },
	{ name: "reason", field: ({ reason }) => reason },
	{ name: "accuracy_top1", field: ({ accuracy }) => accuracy?.top1 },
	{ name: "accuracy_samples", field: ({ accuracy }) => accuracy?.samples },
	{
		name: "latency_median_ms",
		field: ({ latency }) => nanoseconds(latency?.medianMs),
	},
	{
		name: "latency_low_ms",
		field: ({ latency }) => nanoseconds(latency?.interval?.low),
	},
	{
		name: "latency_high_ms",
		field: ({ latency }) => nanoseconds(latency?.interval?.high),
	},
	{
		name: "latency_min_ms",
		field: ({ latency }) => nanoseconds(latency?.minMs),
	},
	{ name: "launches", field: ({ latency }) => latency?.launches.length },
	{ name: "samples", field: ({ latency }) => latency?.samples },
	{ name: "load_ms", field: ({ latency }) => nanoseconds(latency?.loadMs) },
	{
		name: "first_inference_ms",
		field: ({ latency }) => nanoseconds(latency?.firstInferenceMs),
	},
	{ name: "size_bytes", field: ({ artifact }) => artifact?.sizeBytes },
	{ name: "size_gzip_bytes", field: ({ artifact }) => artifact?.gzipBytes },
	{
		name: "peak_memory_bytes",
		field: ({ latency }) => latency?.peakMemoryBytes,
	},
	{ name: "artifact_sha256", field: ({ artifact }) => artifact?.sha256 },
	{ name: "artifact_path", field: ({ artifact }) => artifact?.path },
	{ name: "accuracy_top5", field: ({ accuracy }) => accuracy?.top5 },
	{ name: "accuracy_verdict", field: ({ accuracyVerdict }) => accuracyVerdict },
	{
		name: "dataset_ms",
		field: ({ accuracy }) => nanoseconds(accuracy?.datasetMs),
	},
	{
		name: "latency_p10_ms",
		field: ({ latency }) => nanoseconds(latency?.p10Ms),
	},
	{
		name: "latency_p90_ms",
		field: ({ latency }) => nanoseconds(latency?.p90Ms),
	},
	{
		name: "latency_p99_ms",
		field: ({ latency }) => nanoseconds(latency?.p99Ms),
	},
	{
		name: "base_memory_bytes",
		field: ({ latency }) => latency?.baseMemoryBytes,
	},
	{ name: "operators", field: ({ latency }) => latency?.coverage?.operators },
	{
		name: "delegated_operators",
		field: ({ latency }) => latency?.coverage?.delegated,
	},
	{ name: "partitions", field: ({ latency }) => latency?.coverage?.partitions },
	{
		name: "reference_cell",
		field: ({ comparison }) => comparison?.referenceCell,
	},
	{ name: "agreement", field: ({ comparison }) => comparison?.agreement },
	{
		name: "disagreements",
		field: ({ comparison }) => comparison?.disagreements.length,
	},
	{
		name: "only_reference_right",
		field: ({ comparison }) => comparison?.onlyReferenceRight,
	},
	{
		name: "only_variant_right",
		field: ({ comparison }) => comparison?.onlyVariantRight,
	},
	{ name: "mcnemar_p", field: ({ comparison }) => comparison?.mcnemarP },
	{
		name: "max_output_error",
		field: ({ comparison }) => comparison?.outputError?.max,
	},
	{
		name: "mean_output_error",
		field: ({ comparison }) => comparison?.outputError?.mean,
	},
	{ name: "advice", field: ({ advice }) => advice },
	{
		name: "throttled_launches",
		field: ({ latency, thrownAway }) => latency && thrownAway,
	},
] as const satisfies readonly Column[];

/** The name of a column of results.csv. */
export type ColumnName = (typeof COLUMNS)[number]["name"];

/** What is said of one cell, by column. */
export type Row = { readonly [Name in ColumnName]: Field };

/** The row of a cell. */
export function toRow(cell: CellSummary): Row {
	return Object.fromEntries(
		COLUMNS.map(({ name, field }) => [name, field(cell)]),
	) as Row;
}

/** A column of the tables that people read: what stands in it, and on which side. */
export type ShownColumn = {
	readonly name: string;
	readonly numeric: boolean;
	/** What the column is sorted by. */
	readonly sortBy: ColumnName;
	readonly text: (row: Row) => string;
};

/** What stands behind a figure that its verdict calls invalid. */
export const UNTRUSTED_MARK = "*";

/** The columns of the tables that people read, in their order. */
export const SHOWN_COLUMNS = [
	text("model"),
	text("variant"),
	text("delegate"),
	number("threads", "threads", String),
	text("device"),
	number("accuracy", "accuracy_top1", formatFraction),
	{
		name: "latency",
		numeric: true,
		sortBy: "latency_median_ms",
		text: latencyText,
	},
	{
		name: "interval",
		numeric: true,
		sortBy: "latency_low_ms",
		text: rowInterval,
	},
	number("minimum", "latency_min_ms", formatMs),
	number("p90", "latency_p90_ms", formatMs),
	number("load", "load_ms", formatMs),
	number("first", "first_inference_ms", formatMs),
	number("dataset", "dataset_ms", formatMs),
	number("size", "size_bytes", formatKilobytes),
	number("gzip", "size_gzip_bytes", formatKilobytes),
	number("memory", "peak_memory_bytes", formatMegabytes),
	number("launches", "launches", String),
	number("samples", "samples", formatCount),
	number("agreement", "agreement", formatFraction),
	number("disagreements", "disagreements", formatCount),
	number("mcnemar", "mcnemar_p", formatChance),
	number("outputError", "max_output_error", formatError),
	text("verdict"),
] as const satisfies readonly ShownColumn[];

/** The name of a column that people read. */
export type ShownColumnName = (typeof SHOWN_COLUMNS)[number]["name"];

/** The columns in which at least one row has something to say; the device only where there are several. */
export function filledColumns(
	rows: readonly Row[],
): readonly (ShownColumn & { readonly name: ShownColumnName })[] {
	const oneDevice = new Set(rows.map(({ device }) => device)).size === 1;
	return SHOWN_COLUMNS.filter(
		({ name, sortBy }) =>
			rows.some((row) => row[sortBy] !== undefined) &&
			!(oneDevice && name === "device"),
	);
}

function text<
	Name extends "model" | "variant" | "delegate" | "device" | "verdict",
>(name: Name) {
	return {
		name,
		numeric: false,
		sortBy: name,
		text: (row: Row) => String(row[name] ?? ABSENT),
	} as const;
}

function number<Name extends string, Sorted extends ColumnName>(
	name: Name,
	sortBy: Sorted,
	write: (value: number) => string,
) {
	const writeField = (row: Row): string => {
		const value = row[sortBy];
		return typeof value === "number" ? write(value) : ABSENT;
	};
	return { name, numeric: true, sortBy, text: writeField } as const;
}

/** The median, with the mark of figures that are not to be trusted. */
function latencyText({ latency_median_ms: ms, verdict }: Row): string {
	return typeof ms === "number"
		? `${formatMs(ms)}${verdict === "valid" ? "" : UNTRUSTED_MARK}`
		: ABSENT;
}

function rowInterval({
	latency_low_ms: low,
	latency_high_ms: high,
}: Row): string {
	return intervalText(
		typeof low === "number" && typeof high === "number"
			? { low, high }
			: undefined,
	);
}

/** Durations are kept to the nanosecond; what a mean of two adds beyond is noise of the arithmetic. */
function nanoseconds(ms: number | undefined): number | undefined {
	return ms === undefined ? undefined : Math.round(ms * 1e6) / 1e6;
}
