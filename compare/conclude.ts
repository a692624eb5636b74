import { cellId } from "../plan/cell.ts";
import { middleOf } from "../stats/hodges-lehmann.ts";
import { withAcceptance, withVerdict } from "./change.ts";
import { isSuspicious, NOISY_VERDICTS } from "./claims.ts";
import type { AcceptedChange, Change, Comparison } from "./comparison.ts";
import { type LaunchPair, logRatios, type Suspicion } from "./confirmation.ts";
import { NOISY_METRICS } from "./figure.ts";
import { weighGrid } from "./noisy.ts";
import { RULES } from "./rules.ts";
import { pairCells } from "./sides.ts";

/** What came of measuring a suspicion again: its rounds, and how they ended. */
export type Confirmation = {
	readonly suspicion: Suspicion;
	readonly pairs: readonly LaunchPair[];
	readonly end:
		| { readonly status: "confirmed" | "refuted" }
		| { readonly status: "given-up"; readonly reason: string };
};

/** What is suspicious enough to be measured again before anything is claimed of it. */
export function suspicionsOf({
	baseline,
	current,
}: Pick<Comparison, "baseline" | "current">): readonly Suspicion[] {
	const cells = pairCells(baseline, current);
	const found = NOISY_METRICS.flatMap((metric) =>
		weighGrid(metric, cells).flatMap((each) =>
			each.status === "weighed" && isSuspicious(metric, each)
				? [{ metric, each }]
				: [],
		),
	);
	const budget = RULES.confirmation.falseAlarmsANight / found.length;
	return found.flatMap(({ metric, each: { before, after } }) => {
		const baseline = before.cell.artifact?.sha256;
		const current = after.cell.artifact?.sha256;
		const { cell } = after.cell;
		return baseline === undefined || current === undefined
			? []
			: [{ cell, metric, budget, sha256: { baseline, current } }];
	});
}

/**
 * A comparison with what was measured again: what was confirmed is claimed with the effect that both files showed side by
 * side; what was not is `not-confirmed` where the runs alone had spoken of a change, and stays `same` where they had not.
 */
export function conclude(
	comparison: Comparison,
	confirmations: readonly Confirmation[],
	accepted: readonly AcceptedChange[],
): Comparison {
	return {
		...comparison,
		changes: comparison.changes.map((change) => {
			const confirmation = confirmations.find(
				({ suspicion: { cell, metric } }) =>
					cellId(cell) === change.cell && metric === change.metric,
			);
			return confirmation === undefined
				? change
				: withAcceptance(concluded(change, confirmation), accepted);
		}),
	};
}

function concluded(change: Change, confirmation: Confirmation): Change {
	const { pairs, end } = confirmation;
	const unconfirmed = isClaimed(change) ? "not-confirmed" : change.verdict;
	const measured = withEvidence(change, pairs);
	const rounds = `${pairs.length} rounds of both files`;
	switch (end.status) {
		case "confirmed":
			return confirmed(
				{ ...measured, ...pairedEffect(confirmation) },
				confirmation,
			);
		case "refuted":
			return withVerdict(
				measured,
				unconfirmed,
				`Suspected, and not found again in ${rounds}.`,
			);
		case "given-up":
			return withVerdict(
				measured,
				unconfirmed,
				`Suspected, but ${end.reason}.`,
			);
	}
}

function confirmed(
	change: Change,
	{ suspicion: { metric }, pairs }: Confirmation,
): Change {
	const direction = (change.effect ?? 0) > 0 ? "up" : "down";
	return withVerdict(
		change,
		NOISY_VERDICTS[metric][direction],
		`Confirmed by ${pairs.length} rounds of both files, one right after the other.`,
	);
}

function isClaimed({ verdict }: Change): boolean {
	return verdict !== "same" && verdict !== "unstable";
}

function withEvidence(change: Change, pairs: readonly LaunchPair[]): Change {
	const { evidence } = change;
	return evidence === undefined
		? change
		: {
				...change,
				confirmation: {
					baseline: {
						...evidence.baseline,
						launches: pairs.map(({ baseline }) => baseline),
					},
					current: {
						...evidence.current,
						launches: pairs.map(({ current }) => current),
					},
				},
			};
}

/** The effect that both files showed side by side, with its interval. */
function pairedEffect({
	suspicion: { metric },
	pairs,
}: Confirmation): Pick<Change, "effect" | "interval" | "pValue"> {
	const logs = logRatios(metric, pairs);
	const { value, interval } = middleOf(logs, RULES.confidence);
	return {
		effect: Math.expm1(value),
		interval: interval && {
			low: Math.expm1(interval.low),
			high: Math.expm1(interval.high),
		},
		pValue: undefined,
	};
}
