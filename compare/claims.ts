import { changeOf } from "./change.ts";
import type { Change, ChangeVerdict, Evidence } from "./comparison.ts";
import type { NoisyMetric } from "./figure.ts";
import type { UnweighedCell, WeighedCell } from "./noisy.ts";
import { RULES } from "./rules.ts";
import type { CellRun } from "./sides.ts";
import type { Weighing } from "./weigh.ts";

/** What a noisy metric is said to do when it goes up, and when it goes down. */
export const NOISY_VERDICTS = {
	latency: { up: "slower", down: "faster" },
	memory: { up: "more-memory", down: "less-memory" },
} as const satisfies Record<NoisyMetric, Record<"up" | "down", ChangeVerdict>>;

/** What the runs alone say of a noisy metric of a cell. */
export function claimOf(
	metric: NoisyMetric,
	found: WeighedCell | UnweighedCell,
): Change {
	const { id: cell } = found;
	if (found.status !== "weighed") {
		const { status: verdict, reason } = found;
		return changeOf({ cell, metric, verdict, reason });
	}
	const { baseline, current, effect, interval } = found.weighing;
	return changeOf(
		{ cell, metric, ...judge(metric, found) },
		{
			baseline,
			current,
			effect,
			interval,
			pValue: found.adjustedChance,
			evidence: evidenceOf(found),
		},
	);
}

function isSameFile({ before, after }: WeighedCell): boolean {
	const sha256 = before.cell.artifact?.sha256;
	return sha256 !== undefined && sha256 === after.cell.artifact?.sha256;
}

/** Whether the runs alone suffice to speak of a change. */
function isClaimed(metric: NoisyMetric, found: WeighedCell): boolean {
	return (
		isLarge(metric, found.weighing) &&
		found.adjustedChance <= RULES[metric].claim.chance
	);
}

/** Whether a change is above the minimum, and above what the cell does of its own accord. */
function isLarge(metric: NoisyMetric, weighing: Weighing): boolean {
	const { minimumEffect, claim } = RULES[metric];
	const size = Math.abs(Math.log1p(weighing.effect));
	return (
		size >= Math.log1p(minimumEffect) &&
		size >= claim.noiseFactor * weighing.noise &&
		(metric !== "memory" ||
			Math.abs(weighing.current - weighing.baseline) >=
				RULES.memory.minimumBytes)
	);
}

/**
 * Whether a metric is suspicious enough to be measured again. Where both sides measured the very same file it is not:
 * measuring that file against itself could only refute.
 */
export function isSuspicious(metric: NoisyMetric, found: WeighedCell): boolean {
	if (isSameFile(found)) {
		return false;
	}
	const { weighing } = found;
	if (metric === "memory") {
		return isLarge(metric, weighing);
	}
	const { effect, noiseFactor } = RULES.latency.suspicion;
	const size = Math.abs(Math.log1p(weighing.effect));
	return size + noiseFactor * weighing.noise >= Math.log1p(effect);
}

function judge(
	metric: NoisyMetric,
	found: WeighedCell,
): Pick<Change, "verdict" | "reason"> {
	const { weighing } = found;
	if (isClaimed(metric, found)) {
		return isSameFile(found)
			? { verdict: "not-confirmed", reason: SAME_FILE }
			: {
					verdict: NOISY_VERDICTS[metric][weighing.effect > 0 ? "up" : "down"],
					reason: "Suspected by the runs alone; not measured again.",
				};
	}
	return metric === "latency" && weighing.noise > RULES.latency.unstableNoise
		? {
				verdict: "unstable",
				reason: `The cell's own launches lie ${(weighing.noise * 100).toFixed(0)} % apart: no change can be told from that.`,
			}
		: {
				verdict: "same",
				reason: "Within what the cell does of its own accord.",
			};
}

const SAME_FILE =
	"Both runs measured the very same file on the same machine with the same runtime, so the file is not the cause: the machine was in another state.";

function evidenceOf({ before, after, launches }: WeighedCell): Evidence {
	return {
		baseline: sideOf(before, launches.baseline),
		current: sideOf(after, launches.current),
	};
}

function sideOf(
	{ run, cell }: CellRun,
	launches: WeighedCell["launches"]["current"],
): Evidence["current"] {
	return { run: run.key, artifactSha256: cell.artifact?.sha256, launches };
}
