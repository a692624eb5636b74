import type {
	RecordedCell,
	RecordedDevice,
	RecordedRun,
} from "../history/recorded-run.ts";
import { deviceChanges } from "./devices.ts";

/** A run and what it holds of one cell. */
export type CellRun = {
	readonly run: RecordedRun;
	readonly cell: RecordedCell;
};

/** What both sides hold of one cell. */
export type CellSides = {
	readonly id: string;
	/** The baseline's runs that came to the cell, oldest first. */
	readonly baseline: readonly CellRun[];
	/** Undefined where the current run does not have the cell. */
	readonly current: CellRun | undefined;
};

/** The cells of either side, those of the current run first. Of the baseline, runs that never came to a cell do not count. */
export function pairCells(
	baseline: readonly RecordedRun[],
	current: RecordedRun,
): readonly CellSides[] {
	const before = new Map<string, CellRun[]>();
	for (const run of baseline) {
		for (const cell of run.cells) {
			if (cell.status !== "not-run") {
				before.set(cell.id, [...(before.get(cell.id) ?? []), { run, cell }]);
			}
		}
	}
	const after = new Map(current.cells.map((cell) => [cell.id, cell]));
	return [...new Set([...after.keys(), ...before.keys()])].map((id) => {
		const cell = after.get(id);
		return {
			id,
			baseline: before.get(id) ?? [],
			current: cell && { run: current, cell },
		};
	});
}

/** The runs of the baseline whose launches may be held against the current ones, or why there are none. */
export type ComparableRuns =
	| { readonly status: "comparable"; readonly runs: readonly CellRun[] }
	| { readonly status: "not-comparable"; readonly reason: string };

/**
 * The runs of a cell's baseline that measured on the same machine, with the same preset, the same file as the newest of
 * them: only their launches are launches of one thing. Takes at least one run.
 */
export function comparableRuns(
	baseline: readonly CellRun[],
	current: CellRun,
): ComparableRuns {
	const alike = baseline.filter(
		(each) =>
			deviceOf(each)?.fingerprint === deviceOf(current)?.fingerprint &&
			each.run.preset === current.run.preset,
	);
	const sha256 = alike.at(-1)?.cell.artifact?.sha256;
	return alike.length > 0
		? {
				status: "comparable",
				runs: alike.filter(({ cell }) => cell.artifact?.sha256 === sha256),
			}
		: {
				status: "not-comparable",
				reason: difference(baseline.at(-1), current),
			};
}

function deviceOf({ run, cell }: CellRun): RecordedDevice | undefined {
	return run.devices.find(({ name }) => name === cell.cell.device);
}

function difference(before: CellRun | undefined, current: CellRun): string {
	const [early, late] = [before && deviceOf(before), deviceOf(current)];
	const changes = deviceChanges(early, late);
	const presets =
		before !== undefined && before.run.preset !== current.run.preset
			? [`preset: ${before.run.preset}, then ${current.run.preset}`]
			: [];
	return `Not measured alike: ${[...changes, ...presets].join("; ")}.`;
}
