import type {
	RecordedCell,
	RecordedLaunch,
	RecordedRun,
} from "../../history/recorded-run.ts";
import { type Cell, cellId } from "../../plan/cell.ts";

/** What of a cell a test is about; the rest is as in every other run. */
export type CellOptions = {
	readonly model?: string;
	readonly status?: RecordedCell["status"];
	readonly reason?: string;
	/** The launches' figures in milliseconds, 5 near 1 ms where nothing is said. */
	readonly launchesMs?: readonly number[];
	readonly peakMemoryBytes?: readonly number[];
	readonly throttled?: boolean;
	readonly file?: string;
	readonly sizeBytes?: number;
	readonly accuracy?: RecordedCell["accuracy"];
};

/** What of a run a test is about. */
export type RunOptions = {
	readonly night?: number;
	readonly fingerprint?: string;
	readonly environment?: RecordedRun["devices"][number]["environment"];
	readonly preset?: RecordedRun["preset"];
};

const QUIET_MS = [1, 1.004, 0.998, 1.006, 1.002];

/** A recorded run of the given cells on one device. */
export function runOf(
	cells: readonly CellOptions[],
	{
		night = 0,
		fingerprint = "f",
		environment = {},
		preset = "quick",
	}: RunOptions = {},
): RecordedRun {
	return {
		key: `suite/night-${night}`,
		suite: "suite",
		suiteSha256: "0",
		at: new Date(Date.UTC(2026, 0, 1 + night)).toISOString(),
		finished: true,
		preset,
		quantgridVersion: "0.1.0",
		commit: null,
		devices: [{ name: "local", fingerprint, environment }],
		cells: cells.map(cellOf),
	};
}

/** The id of the cell of a model. */
export function idOf(model = "model"): string {
	return cellId(coordinates(model));
}

function coordinates(model: string): Cell {
	return {
		model,
		variant: "float32",
		delegate: "builtin",
		threads: 1,
		device: "local",
	};
}

function cellOf(options: CellOptions): RecordedCell {
	const { model = "model", status = "measured", file = "a" } = options;
	const cell = coordinates(model);
	return {
		id: cellId(cell),
		cell,
		status,
		reason: options.reason,
		artifact: {
			path: `${file}.tflite`,
			sha256: file,
			sizeBytes: options.sizeBytes ?? 1000,
			gzipBytes: 900,
			weights: "trained",
		},
		launches: status === "measured" ? launchesOf(options) : [],
		accuracy: options.accuracy,
	};
}

function launchesOf({
	launchesMs = QUIET_MS,
	peakMemoryBytes = [],
	throttled = false,
}: CellOptions): readonly RecordedLaunch[] {
	return launchesMs.map((ms, round) => ({
		...launchOf(ms, peakMemoryBytes[round]),
		round,
		throttled,
	}));
}

/** A launch whose figure is the given time. */
export function launchOf(
	ms: number,
	peakMemoryBytes = 100_000_000,
): RecordedLaunch {
	return {
		at: "2026-01-01T00:00:00.000Z",
		round: 0,
		samples: 128,
		medianMs: ms * 1.1,
		p10Ms: ms,
		minMs: ms,
		peakMemoryBytes,
		throttled: false,
	};
}

/** An accuracy pass: the class of each sample, and those that were taken for another. */
export function accuracyOf(
	labels: readonly number[],
	wrong: ReadonlySet<number>,
): NonNullable<RecordedCell["accuracy"]> {
	return {
		datasetSha256: "mnist",
		predictions: labels.map((label, index) =>
			wrong.has(index) ? (label + 1) % 10 : label,
		),
		labelRanks: labels.map((_, index) => (wrong.has(index) ? 1 : 0)),
	};
}
