import type {
	Change,
	ChangeReport,
	ComparedMetric,
	Evidence,
} from "../../compare/comparison.ts";
import { launchFigure } from "../../compare/figure.ts";
import type { RecordedLaunch } from "../../history/recorded-run.ts";
import { printable } from "../../lib/printable.ts";
import { median } from "../../stats/order.ts";
import {
	formatChance,
	formatCount,
	formatFraction,
	formatMegabytes,
	formatMs,
} from "../format.ts";
import { anchorOf } from "./anchor.ts";
import { type GroupId, groupOf, VERDICT_TEXTS } from "./groups.ts";

/** What every report says of one metric of one cell, in words; an empty text where there is nothing to say. */
export type Claim = {
	/** The cell's id, fit to be shown. */
	readonly cell: string;
	/** Where its evidence stands in changes.html. */
	readonly anchor: string;
	readonly metric: ComparedMetric;
	readonly group: GroupId;
	/** `slower`. */
	readonly verdict: string;
	/** `0.0908 → 0.0955 ms`. */
	readonly figures: string;
	/** `+5.2 %`. */
	readonly effect: string;
	/** `interval +3.9 % to +6.4 %, p = 0.0012`. */
	readonly certainty: string;
	/** `15 launches of the baseline, 5 of this run`. */
	readonly launches: string;
	/** How it was confirmed, or what came of it when it was measured again. */
	readonly confirmation: string;
	/** `accepted: <note>`. */
	readonly accepted: string;
	readonly reason: string;
};

/** A change, and what is said of it. */
export type ClaimedChange = {
	readonly change: Change;
	readonly claim: Claim;
};

/** Puts every change of a report into words. */
export function claimsOf({
	comparison,
}: ChangeReport): readonly ClaimedChange[] {
	return comparison.changes.map((change) => ({
		change,
		claim: claimOf(change),
	}));
}

/** Puts a change into words. */
export function claimOf(change: Change): Claim {
	return {
		cell: printable(change.cell),
		anchor: anchorOf(change.cell),
		metric: change.metric,
		group: groupOf(change),
		verdict: VERDICT_TEXTS[change.verdict],
		figures: figuresText(change),
		effect: effectText(change),
		certainty: certaintyText(change),
		launches: launchesText(change.evidence),
		confirmation: confirmationText(change),
		accepted:
			change.accepted === undefined
				? ""
				: `accepted: ${printable(change.accepted)}`,
		reason: printable(change.reason),
	};
}

/** `slower`, or `latency unstable` where the verdict alone does not tell what it is about. */
export function claimTitle({ metric, verdict }: Claim): string {
	return metric === "outcome" || TELLING.has(verdict)
		? verdict
		: `${metric} ${verdict}`;
}

const TELLING: ReadonlySet<string> = new Set(
	(
		[
			"faster",
			"slower",
			"more-accurate",
			"less-accurate",
			"smaller",
			"larger",
			"less-memory",
			"more-memory",
		] as const
	).map((verdict) => VERDICT_TEXTS[verdict]),
);

/** What stands behind a claim: parts of one sentence. */
export function claimFacts(claim: Claim): readonly string[] {
	return [
		claim.certainty,
		claim.launches,
		claim.confirmation,
		claim.accepted,
	].filter((text) => text !== "");
}

/** What stands behind a claim, and why it was judged so: whole sentences. */
export function claimText(claim: Claim): string {
	const facts = claimFacts(claim).join("; ");
	const sentence =
		facts === "" ? [] : [`${facts[0]?.toUpperCase()}${facts.slice(1)}.`];
	return [...sentence, claim.reason].join(" ");
}

/** What a launch says of a noisy metric, as it is compared: see `launchFigure`. Undefined for the exact metrics. */
export function launchFigureOf(
	metric: ComparedMetric,
): ((launch: RecordedLaunch) => number) | undefined {
	return metric === "latency" || metric === "memory"
		? // A duration is kept to the nanosecond: what stands beyond is noise of the arithmetic.
			(launch) => Math.round(launchFigure(metric, launch) * 1e6) / 1e6
		: undefined;
}

/** A change in signs and percent: `+5.2 %`, `−0.35 %`, `±0 %`. */
export function signedPercent(share: number): string {
	return `${signed(share * 100)} %`;
}

/** How a metric's figures are written, and the symbol of their unit. */
const FIGURES: Readonly<
	Record<ComparedMetric, readonly [(value: number) => string, string]>
> = {
	latency: [formatMs, " ms"],
	accuracy: [formatFraction, ""],
	size: [formatCount, " B"],
	memory: [formatMegabytes, " MB"],
	outcome: [String, ""],
};

function figuresText({ metric, baseline, current }: Change): string {
	return pairText(metric, baseline, current);
}

function pairText(
	metric: ComparedMetric,
	before: number | undefined,
	after: number | undefined,
): string {
	const [write, unit] = FIGURES[metric];
	const texts = [before, after]
		.filter((value) => value !== undefined)
		.map(write);
	return texts.length === 0 ? "" : `${texts.join(" → ")}${unit}`;
}

function effectText({ metric, effect, baseline, current }: Change): string {
	if (effect === undefined) {
		return "";
	}
	if (metric === "size" && baseline !== undefined && current !== undefined) {
		const bytes = current - baseline;
		const sign = bytes > 0 ? "+" : bytes < 0 ? "−" : "±";
		return `${sign}${formatCount(Math.abs(bytes))} B, ${signedPercent(effect)}`;
	}
	return shareText(metric, effect);
}

/** Of accuracy an effect is a difference: in percentage points. */
function shareText(metric: ComparedMetric, effect: number): string {
	return metric === "accuracy"
		? `${signed(effect * 100)} points`
		: signedPercent(effect);
}

function signed(value: number): string {
	if (value === 0 || Number.isNaN(value)) {
		return `±${Math.abs(value)}`;
	}
	const size = Math.abs(value);
	const digits =
		size >= 9.95
			? size.toFixed(0)
			: size < 0.001
				? size.toExponential(1)
				: size.toPrecision(2);
	return `${value > 0 ? "+" : "−"}${digits}`;
}

function certaintyText({ metric, interval, pValue }: Change): string {
	const range =
		interval === undefined
			? []
			: [
					`interval ${shareText(metric, interval.low)} to ${shareText(metric, interval.high)}`,
				];
	return [...range, ...(pValue === undefined ? [] : [chanceText(pValue)])].join(
		", ",
	);
}

function chanceText(pValue: number): string {
	const chance = formatChance(pValue);
	return chance.startsWith("<") ? `p ${chance}` : `p = ${chance}`;
}

function launchesText(evidence: Evidence | undefined): string {
	if (evidence === undefined) {
		return "";
	}
	const before = evidence.baseline.launches.length;
	const after = evidence.current.launches.length;
	return `${countText(before, "launch", "launches")} of the baseline, ${after} of this run`;
}

/** A count and its noun: `1 launch`, `5 launches`. */
export function countText(count: number, one: string, many: string): string {
	return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function confirmationText(change: Change): string {
	const { confirmation, metric } = change;
	const { baseline, current } = confirmation ?? {};
	if (!baseline?.launches.length || !current?.launches.length) {
		return "";
	}
	const again = `${baseline.launches.length} + ${current.launches.length} interleaved launches of both artifacts`;
	const found = againText(metric, { baseline, current });
	const verb = isConfirmed(change) ? "confirmed" : "measured again";
	return `${verb} by ${again}${found === "" ? "" : `: ${found}`}`;
}

/** Whether a change was measured again and found again, as opposed to measured again only. */
export function isConfirmed({ verdict, confirmation }: Change): boolean {
	return (
		confirmation !== undefined &&
		verdict !== "same" &&
		verdict !== "unstable" &&
		verdict !== "not-confirmed"
	);
}

function againText(metric: ComparedMetric, evidence: Evidence): string {
	const figure = launchFigureOf(metric);
	const { baseline, current } = evidence;
	if (figure === undefined) {
		return "";
	}
	const before = median(baseline.launches.map(figure));
	const after = median(current.launches.map(figure));
	const effect = before > 0 ? `, ${signedPercent(after / before - 1)}` : "";
	return `${pairText(metric, before, after)}${effect}`;
}
