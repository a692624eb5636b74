import type { RecordedRun } from "../history/recorded-run.ts";
import { compareAccuracy } from "./accuracy.ts";
import { withAcceptance } from "./change.ts";
import { claimOf } from "./claims.ts";
import type { AcceptedChange, Change, Comparison } from "./comparison.ts";
import { deviceChanges } from "./devices.ts";
import { compareOutcome, compareSize } from "./exact.ts";
import { NOISY_METRICS } from "./figure.ts";
import { weighGrid } from "./noisy.ts";
import { type CellSides, pairCells } from "./sides.ts";

/** The runs to be compared, and what was accepted beforehand. */
export type ComparisonRequest = {
	/** Oldest first; at least one. */
	readonly baseline: readonly RecordedRun[];
	readonly current: RecordedRun;
	readonly accepted: readonly AcceptedChange[];
};

/**
 * Holds a run against its baseline: outcome, size, accuracy, latency and memory of every cell of either side. Latency and
 * memory are claimed by the runs alone, which is a suspicion until `conclude` has its confirmation. Throws a RangeError
 * without a baseline.
 */
export function compareRuns({
	baseline,
	current,
	accepted,
}: ComparisonRequest): Comparison {
	const newest = baseline.at(-1);
	if (newest === undefined) {
		throw new RangeError("comparison: expected a baseline of at least one run");
	}
	const cells = pairCells(baseline, current);
	const noisy = NOISY_METRICS.flatMap((metric) =>
		weighGrid(metric, cells).map((found) => claimOf(metric, found)),
	);
	const changes = byCell([...cells.flatMap(exactChanges), ...noisy]);
	return {
		baseline,
		current,
		deviceChanges: current.devices.flatMap((device) =>
			deviceChanges(
				newest.devices.find(({ name }) => name === device.name),
				device,
			).map((change) => `${device.name}: ${change}`),
		),
		changes: cells
			.flatMap(({ id }) => changes.get(id) ?? [])
			.map((change) => withAcceptance(change, accepted)),
	};
}

function exactChanges(sides: CellSides): readonly Change[] {
	const { id, baseline, current } = sides;
	const before = baseline.at(-1);
	if (before === undefined || current === undefined) {
		return [compareOutcome(sides)];
	}
	const both = { before, after: current };
	return [
		compareOutcome(sides),
		compareSize(id, both),
		compareAccuracy(id, both),
	].filter((change) => change !== undefined);
}

function byCell(
	changes: readonly Change[],
): ReadonlyMap<string, readonly Change[]> {
	const cells = new Map<string, Change[]>();
	for (const change of changes) {
		const known = cells.get(change.cell);
		if (known === undefined) {
			cells.set(change.cell, [change]);
		} else {
			known.push(change);
		}
	}
	return cells;
}
