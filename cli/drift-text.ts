import type { Trend } from "../compare/comparison.ts";
import { RULES } from "../compare/rules.ts";
import { signedPercent } from "../reports/changes/claim.ts";

/**
 * Says that the level of a cell's latency has changed for good in one of the last nights, which no two nights alone may
 * show; undefined where it has not. What changed longer ago is in the trend chart alone.
 */
export function driftText({
	cell,
	nights,
	changePoints,
}: Trend): string | undefined {
	const [first] = nights.slice(-RULES.trend.minimumNights);
	const last = changePoints.at(-1);
	return first === undefined || last === undefined || last.at < first.at
		? undefined
		: `${cell}: over the history, its latency is ${signedPercent(last.effect)} since ${last.at.slice(0, 10)} (p = ${last.pValue.toPrecision(2)}).`;
}
