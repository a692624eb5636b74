import type { LaunchPair } from "../history/confirmations.ts";
import type { Cell } from "../plan/cell.ts";
import type { Decision } from "../plan/confirmation.ts";
import { middleOf } from "../stats/hodges-lehmann.ts";
import { signFlipGreater } from "../stats/sign-flip.ts";
import { launchFigure, type NoisyMetric } from "./figure.ts";
import { RULES } from "./rules.ts";

export type { LaunchPair } from "../history/confirmations.ts";
export type { Decision } from "../plan/confirmation.ts";

/** A cell whose metric is suspected to have changed, and is to be measured again before it is claimed. */
export type Suspicion = {
	readonly cell: Cell;
	readonly metric: NoisyMetric;
	/** The chance at which this suspicion may be confirmed though nothing changed: its part of the night's. */
	readonly budget: number;
	/** The files to be measured. */
	readonly sha256: { readonly baseline: string; readonly current: string };
};

/** The rounds after which every confirmation is decided. */
export const MOST_ROUNDS: number = RULES.confirmation.looks.at(-1)?.rounds ?? 0;

/**
 * Decides a suspicion by the rounds so far. Both launches of a round meet the same machine, so what disturbs it cancels
 * out of the logarithm of their ratio, and a signed-rank test over the rounds asks whether the change is surely above
 * what nobody minds. It may say so after a few stated rounds only, each with its share of the suspicion's budget, so
 * that looking often confirms no more (alpha spending: Lan and DeMets, "Discrete Sequential Boundaries for Clinical
 * Trials", Biometrika 70, 1983; the shares are added up as Bonferroni does, which holds however the looks depend on
 * each other). At the same rounds it is refuted where a change worth finding can be ruled out, and after the last one.
 */
export function decideConfirmation(
	pairs: readonly LaunchPair[],
	{ metric, budget }: Pick<Suspicion, "metric" | "budget">,
): Decision {
	const logs = logRatios(metric, pairs);
	for (const { rounds, share } of RULES.confirmation.looks) {
		if (logs.length < rounds) {
			return pairs.length < MOST_ROUNDS ? "continue" : "refuted";
		}
		const seen = logs.slice(0, rounds);
		if (isSurelyChanged(seen, share * budget)) {
			return "confirmed";
		}
		if (rounds === MOST_ROUNDS || isSurelySmall(seen)) {
			return "refuted";
		}
	}
	return "refuted";
}

/** Whether the change lies beyond what nobody minds, up or down, each with half of the level. */
function isSurelyChanged(logs: readonly number[], level: number): boolean {
	const { surelyAbove, minimumEffect } = RULES.confirmation;
	const margin = Math.log1p(surelyAbove);
	const chance = Math.min(
		signFlipGreater(logs.map((log) => log - margin)),
		signFlipGreater(logs.map((log) => -log - margin)),
	);
	return (
		2 * chance <= level &&
		Math.abs(middleOf(logs).value) >= Math.log1p(minimumEffect)
	);
}

/** Whether a change worth finding is ruled out, up and down. */
function isSurelySmall(logs: readonly number[]): boolean {
	const { effect, chance } = RULES.confirmation.refutation;
	const worthwhile = Math.log1p(effect);
	return (
		signFlipGreater(logs.map((log) => worthwhile - log)) <= chance &&
		signFlipGreater(logs.map((log) => worthwhile + log)) <= chance
	);
}

/** The logarithms of the current launches' figures over the baseline's; pairs too short for the clock have none. */
export function logRatios(
	metric: NoisyMetric,
	pairs: readonly LaunchPair[],
): readonly number[] {
	return pairs
		.map(({ baseline, current }) =>
			Math.log(launchFigure(metric, current) / launchFigure(metric, baseline)),
		)
		.filter(Number.isFinite);
}
