import type { LaunchEntry } from "../history/entry.ts";
import type { Artifact, Build } from "../plan/artifact.ts";
import { type Cell, cellId } from "../plan/cell.ts";
import type { PlannedCell } from "../plan/expand.ts";
import { missReason } from "../plan/miss-reason.ts";
import { isThrottled } from "../plan/throttled.ts";
import {
	type AccuracySummary,
	type Comparison,
	passProblem,
	type ReadPass,
	summarizeAccuracy,
} from "./accuracy.ts";
import { CONDITIONS, type Condition } from "./conditions.ts";
import {
	type Evidence,
	type Miss,
	type MissStatus,
	missesText,
} from "./evidence.ts";
import {
	type LatencySummary,
	type ReadLaunch,
	readLaunch,
	summarizeLatency,
} from "./latency.ts";

/** What became of a cell. `measured`: at least one launch measured its latency. */
export type CellStatus = "measured" | MissStatus | "not-run";

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
	/** Launches that were throttled and measured again: they count in no figure. */
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
	const misses: Record<LaunchEntry["task"], Miss[]> = {
		latency: [],
		accuracy: [],
	};
	const launches: ReadLaunch[] = [];
	const passes: ReadPass[] = [];
	const standing = withoutSuperseded(entries);
	for (const entry of standing.toSorted(byTime)) {
		const read = readEntry(entry);
		if ("reason" in read) {
			misses[entry.task].push(read);
		} else if ("sortedMs" in read) {
			launches.push(read);
		} else {
			passes.push(read);
		}
	}
	return {
		latency: launches.length === 0 ? undefined : summarizeLatency(launches),
		latencyMisses: misses.latency,
		thrownAway: entries.length - standing.length,
		accuracy: passes.length === 0 ? undefined : summarizeAccuracy(passes),
		accuracyMisses: misses.accuracy,
	};
}

// A launch that was throttled counts only as long as it was not measured again.
function withoutSuperseded(
	entries: readonly LaunchEntry[],
): readonly LaunchEntry[] {
	const launchOf = ({ task, round }: LaunchEntry) => `${task} ${round}`;
	const attempts = new Map<string, number>();
	for (const entry of entries) {
		const { attempt = 1 } = entry;
		const launch = launchOf(entry);
		attempts.set(launch, Math.max(attempt, attempts.get(launch) ?? 1));
	}
	return entries.filter(
		(entry) =>
			!isThrottled(entry.outcome) ||
			(entry.attempt ?? 1) === attempts.get(launchOf(entry)),
	);
}

// A total order of the entries themselves, so that their order in the journal decides nothing.
function byTime(left: LaunchEntry, right: LaunchEntry): number {
	const key = (entry: LaunchEntry) =>
		`${entry.at} ${entry.task} ${String(entry.round).padStart(9, "0")}`;
	const [first, second] = [key(left), key(right)];
	if (first === second) {
		return compare(JSON.stringify(left.outcome), JSON.stringify(right.outcome));
	}
	return compare(first, second);
}

function compare(left: string, right: string): number {
	return Number(left > right) - Number(left < right);
}

function readEntry(entry: LaunchEntry): Miss | ReadLaunch | ReadPass {
	const { outcome, task } = entry;
	if (outcome.status !== "measured") {
		return { status: outcome.status, reason: missReason(outcome) };
	}
	const { measurement } = outcome;
	if (measurement.kind !== task) {
		return {
			status: "failed",
			reason: `the launch was to measure ${task}, but measured ${measurement.kind}`,
		};
	}
	if (measurement.kind === "latency") {
		const read = readLaunch(entry, measurement);
		return typeof read === "string" ? { status: "failed", reason: read } : read;
	}
	const problem = passProblem(measurement);
	return problem === undefined
		? { entry, measurement }
		: { status: "failed", reason: problem };
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
	const { status, reason } = statusOf(planned, build, evidence);
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

type StatusReason = {
	readonly status: CellStatus;
	readonly reason: string | undefined;
};

function statusOf(
	{ unsupported }: PlannedCell,
	build: Build | undefined,
	evidence: Evidence,
): StatusReason {
	if (evidence.latency !== undefined) {
		return { status: "measured", reason: undefined };
	}
	if (unsupported !== undefined) {
		return { status: "unsupported", reason: unsupported };
	}
	if (build?.status === "unsupported") {
		return { status: "unsupported", reason: build.reason };
	}
	if (build?.status === "failed") {
		return {
			status: "failed",
			reason: `the artifact could not be built: ${build.error}`,
		};
	}
	const misses =
		evidence.latencyMisses.length > 0
			? evidence.latencyMisses
			: evidence.accuracyMisses;
	if (misses.length > 0) {
		return { status: worst(misses), reason: missesText(misses) };
	}
	if (build !== undefined && evidence.unreachable !== undefined) {
		return {
			status: "failed",
			reason: `the device could not be reached: ${evidence.unreachable}`,
		};
	}
	const reason =
		build === undefined
			? "the run ended before the artifact was built"
			: "the run ended before a launch of this cell";
	return { status: "not-run", reason };
}

const GRAVEST_FIRST = [
	"crashed",
	"timed-out",
	"failed",
	"unsupported",
] as const;

function worst(misses: readonly Miss[]): MissStatus {
	return (
		GRAVEST_FIRST.find((status) =>
			misses.some((miss) => miss.status === status),
		) ?? "failed"
	);
}
