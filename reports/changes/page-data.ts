import type {
	Change,
	ChangeReport,
	ComparedMetric,
	Evidence,
	Trend,
} from "../../compare/comparison.ts";
import { printable } from "../../lib/printable.ts";
import { formatChance } from "../format.ts";
import {
	type ClaimedChange,
	claimFacts,
	countText,
	isConfirmed,
	launchFigureOf,
	signedPercent,
} from "./claim.ts";
import { GROUPS, rankOf, VERDICT_TEXTS, verdictGroup } from "./groups.ts";
import type {
	CellData,
	ClaimData,
	PageData,
	StripData,
	TrendData,
} from "./page/data.ts";

/** The steps into which a trend's axis is cut: finer than any screen. */
const STEPS = 20_000;

/** Everything that changes.html shows and draws, as small as it can be told. */
export function pageData(
	{ comparison, trends }: ChangeReport,
	claimed: readonly ClaimedChange[],
): PageData {
	const runs = runsOf(trends);
	const places = new Map(runs.map(([key], index) => [key, index]));
	const trendOf = new Map(trends.map((trend) => [trend.cell, trend]));
	const cells = new Map<string, ClaimedChange[]>();
	for (const claim of claimed) {
		const claims = cells.get(claim.change.cell);
		if (claims === undefined) {
			cells.set(claim.change.cell, [claim]);
		} else {
			claims.push(claim);
		}
	}
	for (const { cell } of trends) {
		if (!cells.has(cell)) {
			cells.set(cell, []);
		}
	}
	return {
		groups: GROUPS.map(({ title, tone }) => [title, tone]),
		runs: runs.map(([, at]) => at),
		current: places.get(comparison.current.key) ?? -1,
		cells: [...cells].map(([cell, claims]): CellData => {
			const trend = trendOf.get(cell);
			return [
				cell,
				printable(cell),
				claims.map(claimData),
				trend === undefined ? null : trendData(trend, places),
			];
		}),
	};
}

/** Every run that a trend names, in the order of time; one whose time cannot be read has no place on a chart. */
function runsOf(
	trends: readonly Trend[],
): readonly (readonly [string, string])[] {
	const runs = new Map<string, string>();
	for (const { nights } of trends) {
		for (const { run, at } of nights) {
			if (!Number.isNaN(Date.parse(at))) {
				runs.set(run, at);
			}
		}
	}
	return [...runs].toSorted(([, left], [, right]) =>
		left < right ? -1 : Number(left > right),
	);
}

function claimData({ change, claim }: ClaimedChange): ClaimData {
	return [
		change.metric,
		rankOf(claim.group),
		claim.verdict,
		claim.figures,
		claim.effect,
		change.effect ?? null,
		[...claimFacts(claim), claim.reason],
		stripsOf(change),
	];
}

function stripsOf(change: Change): readonly StripData[] {
	return [
		...evidenceStrips(change.metric, change.evidence, ["baseline", "this run"]),
		...evidenceStrips(
			change.metric,
			change.confirmation,
			isConfirmed(change)
				? ["confirmed: baseline", "confirmed: this run"]
				: ["again: baseline", "again: this run"],
		),
	];
}

function evidenceStrips(
	metric: ComparedMetric,
	evidence: Evidence | undefined,
	titles: readonly [string, string],
): readonly StripData[] {
	const figure = launchFigureOf(metric);
	if (evidence === undefined || figure === undefined) {
		return [];
	}
	const sides = [evidence.baseline, evidence.current] as const;
	return sides.map(
		({ launches }, index): StripData => [
			`${titles[index as 0 | 1]}, ${countText(launches.length, "launch", "launches")}`,
			index as 0 | 1,
			launches.map(figure),
			launches.flatMap(({ throttled }, place) => (throttled ? place : [])),
		],
	);
}

function trendData(
	{ nights, band, changePoints, verdicts = [] }: Trend,
	places: ReadonlyMap<string, number>,
): TrendData {
	const unit =
		nights.reduce((most, { medianMs }) => Math.max(most, medianMs), 0) /
			STEPS || 1;
	const medians = new Array<number | null>(places.size).fill(null);
	const below = new Array<number>(places.size).fill(0);
	const above = new Array<number>(places.size).fill(0);
	for (const { run, medianMs, interval } of nights) {
		const place = places.get(run);
		if (place === undefined) {
			continue;
		}
		medians[place] = Math.round(medianMs / unit);
		if (interval !== undefined) {
			below[place] = Math.round((medianMs - interval.low) / unit);
			above[place] = Math.round((interval.high - medianMs) / unit);
		}
	}
	return [
		unit,
		medians,
		below,
		above,
		band === undefined ? null : [band.low, band.high],
		changePoints.flatMap(({ run, effect, pValue }) => {
			const place = places.get(run);
			return place === undefined
				? []
				: [[place, changePointText(effect, pValue)] as const];
		}),
		verdicts.flatMap((said) => {
			const place = places.get(said.run);
			return place === undefined ? [] : [verdictData(place, said)];
		}),
	];
}

function verdictData(
	place: number,
	{ verdict, confirmed }: NonNullable<Trend["verdicts"]>[number],
): TrendData[6][number] {
	const rank = rankOf(verdictGroup(verdict, confirmed));
	return [place, rank, VERDICT_TEXTS[verdict]];
}

function changePointText(effect: number, pValue: number): string {
	const chance = formatChance(pValue);
	return `${signedPercent(effect)}, p ${chance.startsWith("<") ? "" : "= "}${chance}`;
}
