import { type CellStatus, cellStatus } from "../history/cell-status.ts";
import type { LaunchEntry } from "../history/entry.ts";
import { readLaunches } from "../history/launch-reading.ts";
import type { Artifact, Build } from "../plan/artifact.ts";
import { type Cell, cellId } from "../plan/cell.ts";
import type { PlannedCell } from "../plan/expand.ts";
import { isThrottled } from "../plan/throttled.ts";
import {
	type AccuracySummary,
	type Comparison,
	summarizeAccuracy,
} from "./accuracy.ts";
import { CONDITIONS, type Condition } from "./conditions.ts";
import type { Evidence } from "./evidence.ts";
import { type LatencySummary, summarizeLatency } from "./latency.ts";

export type { CellStatus } from "../history/cell-status.ts";

/** Whether a figure can be trusted, and if not, the first condition that does not hold. */
export type Verdict = "valid" | `invalid: ${string}`;

/** A condition that does not hold for a cell, with its reason. */
export type UnmetCondition = Pick<Condition, "unmet" | "about" | "advice"> & {
	readonly reason: string;
};

/** Everything a report says of one cell. */
export type CellSummary = {
	readonly id: string;
	readonly cell: Cell;
	readonly status: CellStatus;
	/** About the latency figure; a cell without one is invalid by its status. */
	readonly verdict: Verdict;
	/** About the accuracy figure; undefined where the suite asks for none or the cell cannot be measured. */
	readonly accuracyVerdict: Verdict | undefined;
	/** Why the cell has its status, or why its figures are not to be trusted; undefined when all is well. */
	readonly reason: string | undefined;
	/** What to do about it, in one sentence. */
	readonly advice: string | undefined;
	readonly unmet: readonly UnmetCondition[];
	readonly artifact: Artifact | undefined;
	readonly latency: LatencySummary | undefined;
	/** Launches that were throttled and measured again. */
	readonly thrownAway: number;
	readonly accuracy: AccuracySummary | undefined;
	/** Undefined for the reference itself, and where one of the two has no accuracy or saw other samples. */
	readonly comparison: Comparison | undefined;
};

/** What the entries of one cell hold, before cells are held against each other. */
export type GatheredCell = Pick<
	Evidence,
	"latency" | "latencyMisses" | "thrownAway" | "accuracy" | "accuracyMisses"
>;

/** Reads the launches of one cell, in any order. */
export function gatherCell(entries: readonly LaunchEntry[]): GatheredCell {
	const readings = readLaunches(entries);
	const launches = readings.filter((reading) => reading.kind === "latency");
	const passes = readings.filter((reading) => reading.kind === "accuracy");
	const misses = readings.filter((reading) => reading.kind === "miss");
	const missesOf = (task: LaunchEntry["task"]) =>
		misses.filter(({ entry }) => entry.task === task);
	return {
		latency: launches.length === 0 ? undefined : summarizeLatency(launches),
		latencyMisses: missesOf("latency"),
		thrownAway:
			throttledAmong(entries) -
			throttledAmong(readings.map(({ entry }) => entry)),
		accuracy: passes.length === 0 ? undefined : summarizeAccuracy(passes),
		accuracyMisses: missesOf("accuracy"),
	};
}

function throttledAmong(entries: readonly LaunchEntry[]): number {
	return entries.filter(({ outcome }) => isThrottled(outcome)).length;
}

const STATUS_ADVICE: Record<Exclude<CellStatus, "measured">, string> = {
	unsupported:
		"Leave this cell out of the suite, or choose another delegate or variant for it.",
	failed: "Mend what the reason says, then run the suite again.",
	"timed-out": "Raise timeoutMs in the suite, or measure a smaller model.",
	crashed:
		"Try the file with the delegate builtin and one thread, and look at it with quantgrid inspect.",
	"not-run": "Continue the run with --resume.",
};

/** A cell of the plan, what became of its artifact, and all that the journal holds of it. */
export type JudgedCell = {
	readonly planned: PlannedCell;
	readonly build: Build | undefined;
	readonly evidence: Evidence;
	readonly comparison: Comparison | undefined;
};

/** Says of a cell what became of it and whether its figures can be trusted. */
export function judgeCell({
	planned,
	build,
	evidence,
	comparison,
}: JudgedCell): CellSummary {
	const { latency, thrownAway, accuracy, artifact, accuracyAsked } = evidence;
	const { status, reason } = cellStatus({
		...evidence,
		unsupported: planned.unsupported,
		build,
		measured: latency !== undefined,
	});
	const measured = status === "measured";
	const unmet = unmetConditions(evidence).filter(
		({ about }) => measured || (about === "accuracy" && accuracy),
	);
	const about = (figure: Condition["about"]) =>
		unmet.find((condition) => condition.about === figure);
	return {
		id: cellId(planned.cell),
		cell: planned.cell,
		status,
		verdict: measured ? verdictOf(about("latency")) : `invalid: ${status}`,
		accuracyVerdict:
			accuracyAsked && (measured || accuracy)
				? verdictOf(about("accuracy"))
				: undefined,
		reason:
			[reason ?? [], unmet.map((condition) => condition.reason)]
				.flat()
				.join("; ") || undefined,
		advice: status === "measured" ? unmet[0]?.advice : STATUS_ADVICE[status],
		unmet,
		artifact,
		latency,
		thrownAway,
		accuracy,
		comparison,
	};
}

function verdictOf(unmet: UnmetCondition | undefined): Verdict {
	return unmet === undefined ? "valid" : `invalid: ${unmet.unmet}`;
}

function unmetConditions(evidence: Evidence): readonly UnmetCondition[] {
	return CONDITIONS.flatMap(({ unmet, about, advice, reason }) => {
		const why = reason(evidence);
		return why === undefined ? [] : [{ unmet, about, advice, reason: why }];
	});
}
