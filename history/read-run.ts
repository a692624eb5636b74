import type { z } from "zod";
import { groupBy } from "../lib/group.ts";
import { sha256 } from "../lib/hash.ts";
import { unpackNumbers } from "../lib/packed-numbers.ts";
import { type Artifact, artifactSchema } from "../plan/artifact.ts";
import { type Cell, cellId } from "../plan/cell.ts";
import { askRows, checkFiles, type OpenFiles } from "./ask-files.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type {
	RecordedAccuracy,
	RecordedCell,
	RecordedDevice,
	RecordedLaunch,
	RecordedRun,
} from "./recorded-run.ts";
import {
	accuracyRowSchema,
	cellRowSchema,
	deviceRowSchema,
	latencyRowSchema,
	runRowSchema,
} from "./run-rows.ts";

/** What a file says of its run, without its cells. */
export type RunFacts = Omit<RecordedRun, "cells">;

/**
 * Lists of whole numbers by the sha256 of their packed form: most nights predict what the night before predicted, so that
 * many runs share few lists.
 */
export type SharedLists = Map<string, readonly number[]>;

/** Reads what files say of their runs. Rejects with an Error that says what is wrong with one of them. */
export async function readFacts(open: OpenFiles): Promise<readonly RunFacts[]> {
	await checkFiles(open);
	const runs = await askRows(
		open,
		runRowSchema,
		"WHERE cell_index = 0 AND launch_index = 0",
	);
	const devices = await askRows(
		open,
		deviceRowSchema,
		"WHERE launch_index = 0 GROUP BY ALL ORDER BY min(cell_index)",
	);
	return open.files.map(({ key }, file) => {
		const [run, ...others] = runs[file] ?? [];
		if (run?.run !== key || others.length > 0) {
			throw new Error(
				`it must hold the run ${key}, but holds ${run?.run ?? "none"}`,
			);
		}
		return toFacts(run, devices[file] ?? []);
	});
}

/** Reads runs, whose facts were read before. Rejects with an Error that says what is wrong with one of their files. */
export async function readCells(
	open: OpenFiles,
	lists: SharedLists,
): Promise<readonly (readonly RecordedCell[])[]> {
	const cells = await askRows(
		open,
		cellRowSchema,
		"WHERE launch_index = 0 ORDER BY file_index, cell_index",
	);
	const launches = await askRows(
		open,
		latencyRowSchema,
		"WHERE median_ms IS NOT NULL ORDER BY file_index, cell_index, launch_index",
	);
	const passes = await askRows(
		open,
		accuracyRowSchema,
		"WHERE packed_predictions IS NOT NULL ORDER BY file_index, cell_index, launch_index",
	);
	return cells.map((rows, file) => {
		const ofCell = groupBy(
			launches[file] ?? [],
			({ cell_index }) => cell_index,
		);
		const passOfCell = new Map(
			(passes[file] ?? []).map((row) => [
				row.cell_index,
				toAccuracy(row, lists),
			]),
		);
		return rows.map((row) => ({
			...toCell(row),
			launches: (ofCell.get(row.cell_index) ?? []).map(toLaunch),
			accuracy: passOfCell.get(row.cell_index),
		}));
	});
}

function toFacts(
	run: z.output<typeof runRowSchema>,
	devices: readonly z.output<typeof deviceRowSchema>[],
): RunFacts {
	return {
		key: run.run,
		suite: run.suite,
		suiteSha256: run.suite_sha256,
		at: run.started_at,
		finished: run.finished,
		preset: run.preset,
		quantgridVersion: run.quantgrid_version,
		commit:
			run.commit_sha === null
				? null
				: { sha: run.commit_sha, dirty: run.commit_dirty ?? false },
		devices: devices.map(toDevice),
	};
}

function toDevice({
	device,
	environment,
}: z.output<typeof deviceRowSchema>): RecordedDevice {
	return {
		name: device,
		fingerprint: fingerprintOf(environment),
		environment,
	};
}

function toCell(
	row: z.output<typeof cellRowSchema>,
): Omit<RecordedCell, "launches" | "accuracy"> {
	const { model, variant, delegate, threads, device } = row;
	const cell: Cell = { model, variant, delegate, threads, device };
	if (row.cell !== cellId(cell)) {
		throw new Error(
			`the cell ${cellId(cell)} has the id ${JSON.stringify(row.cell)}`,
		);
	}
	return {
		id: row.cell,
		cell,
		status: row.status,
		reason: row.reason ?? undefined,
		artifact: row.artifact_sha256 === null ? undefined : toArtifact(row),
	};
}

function toArtifact(row: z.output<typeof cellRowSchema>): Artifact {
	return artifactSchema.parse({
		path: row.artifact_path,
		sha256: row.artifact_sha256,
		sizeBytes: row.size_bytes,
		gzipBytes: row.gzip_bytes,
		weights: row.weights,
	});
}

function toLaunch(row: z.output<typeof latencyRowSchema>): RecordedLaunch {
	return {
		at: row.launched_at,
		round: row.round,
		samples: row.samples,
		medianMs: row.median_ms,
		p10Ms: row.p10_ms,
		minMs: row.min_ms,
		peakMemoryBytes: row.peak_memory_bytes,
		throttled: row.throttled,
	};
}

function toAccuracy(
	row: z.output<typeof accuracyRowSchema>,
	lists: SharedLists,
): RecordedAccuracy {
	const predictions = wholeNumbers(row.packed_predictions, lists);
	const labelRanks = wholeNumbers(row.packed_label_ranks, lists);
	if (predictions.length !== labelRanks.length) {
		throw new Error(
			`it holds ${predictions.length} predictions but ${labelRanks.length} ranks`,
		);
	}
	return { datasetSha256: row.dataset_sha256, predictions, labelRanks };
}

function wholeNumbers(
	packed: Uint8Array,
	lists: SharedLists,
): readonly number[] {
	const name = sha256(packed);
	const known = lists.get(name);
	if (known !== undefined) {
		return known;
	}
	const numbers = [...unpackNumbers(packed)];
	if (
		!numbers.every((number) => Number.isSafeInteger(number) && number >= -1)
	) {
		throw new Error("it holds predictions that are no classes");
	}
	lists.set(name, numbers);
	return numbers;
}
