import { groupBy } from "../lib/group.ts";
import { median } from "../stats/order.ts";
import { askFiles, type OpenFiles } from "./ask-files.ts";
import { launchLevelMs } from "./launch-level.ts";
import { type History, type RunSelection, readRuns } from "./read-history.ts";
import type { RunFacts } from "./read-run.ts";

/** The latency of one cell in one run. */
export type TrendPoint = {
	readonly run: RunFacts;
	/** The cell's id. */
	readonly cell: string;
	/** The fingerprint of the cell's device in that run. */
	readonly fingerprint: string;
	readonly artifactSha256: string | undefined;
	/** The median of the launch medians, in milliseconds. */
	readonly medianMs: number;
	/** The medians of its launches, in milliseconds: what an interval of `medianMs` is made from. */
	readonly launchMediansMs: readonly number[];
	/** The median of the launches' levels, see `launchLevelMs`, in milliseconds. */
	readonly levelMs: number;
};

/** The latencies of all cells over the runs of a history. */
export type Trends = History<RunFacts> & {
	/** By the cell's id: its points, oldest first; runs that did not measure it have none. */
	readonly cells: ReadonlyMap<string, readonly TrendPoint[]>;
};

/**
 * Reads the latency of every cell over the selected runs, without their samples: what trends and change points need of a
 * long history.
 */
export async function readTrends(selection: RunSelection): Promise<Trends> {
	const { runs, notes } = await readRuns(selection, async (open, facts) => {
		const points = await readPoints(open, facts);
		return facts.map((run, file) => ({ run, points: points[file] ?? [] }));
	});
	const cells = groupBy(
		runs.flatMap(({ points }) => points),
		({ cell }) => cell,
	);
	return { runs: runs.map(({ run }) => run), notes, cells };
}

async function readPoints(
	open: OpenFiles,
	facts: readonly RunFacts[],
): Promise<readonly (readonly TrendPoint[])[]> {
	const launches = await readLaunches(open);
	const points: TrendPoint[][] = facts.map(() => []);
	const texts = new Map<unknown, string>();
	const shared = (value: unknown) => {
		const text = texts.get(value) ?? String(value);
		texts.set(value, text);
		return text;
	};
	for await (const chunk of askFiles(open, {
		columns: ["cell_index::INTEGER", "cell", "device", "artifact_sha256"],
		rest: "WHERE launch_index = 0",
	})) {
		for (const { file, values } of chunk) {
			const [index, cell, device, artifact] = values;
			const ofCell = launches[file]?.get(index as number);
			const run = facts[file];
			if (run === undefined || ofCell === undefined) {
				continue;
			}
			points[file]?.push({
				run,
				cell: shared(cell),
				fingerprint:
					run.devices.find(({ name }) => name === device)?.fingerprint ?? "",
				artifactSha256: artifact === null ? undefined : shared(artifact),
				medianMs: median(ofCell.mediansMs),
				launchMediansMs: ofCell.mediansMs,
				levelMs: median(ofCell.levelsMs),
			});
		}
	}
	return points;
}

/** The latencies of the launches of one cell, in their order and in milliseconds. */
type LaunchTimes = {
	readonly mediansMs: number[];
	readonly levelsMs: number[];
};

/** The latencies of the launches, by file and by the index of the cell. */
async function readLaunches(
	open: OpenFiles,
): Promise<readonly ReadonlyMap<number, LaunchTimes>[]> {
	const launches = open.files.map(() => new Map<number, LaunchTimes>());
	for await (const chunk of askFiles(open, {
		columns: ["cell_index::INTEGER", "median_ms", "min_ms"],
		rest: "WHERE median_ms IS NOT NULL",
	})) {
		for (const { file, values } of chunk) {
			const [index, ...times] = values as readonly number[];
			const [medianMs, minMs] = times;
			if (
				index === undefined ||
				!(medianMs !== undefined && medianMs >= 0) ||
				!(minMs !== undefined && minMs >= 0)
			) {
				throw new Error("it holds a latency that is no duration");
			}
			const ofFile = launches[file];
			const ofCell = ofFile?.get(index) ?? { mediansMs: [], levelsMs: [] };
			ofCell.mediansMs.push(medianMs);
			ofCell.levelsMs.push(launchLevelMs({ minMs }));
			ofFile?.set(index, ofCell);
		}
	}
	return launches;
}
