import type { ChangeReport, Comparison } from "../../compare/comparison.ts";
import { printable } from "../../lib/printable.ts";
import { formatCount } from "../format.ts";
import {
	type Claim,
	type ClaimedChange,
	claimsOf,
	countText,
} from "./claim.ts";
import { GROUPS, type Group } from "./groups.ts";

/** The claims of one group. */
export type ClaimGroup = {
	readonly group: Group;
	readonly claims: readonly Claim[];
};

/** What a report says, put into words and in order. */
export type Digest = {
	/** `mnist-fp16: 2 regressed, 1 improved`. */
	readonly headline: string;
	/** Which run is held against which, and how much did not change. */
	readonly facts: readonly string[];
	/** What the reader must know first, and what differs between the devices. */
	readonly notes: readonly string[];
	/** Every group that has something to tell, the gravest first; what is unchanged is only counted. */
	readonly groups: readonly ClaimGroup[];
	/** The claims that nothing changed. */
	readonly unchanged: number;
};

/** Puts a report into words: the confirmed regressions first, within a group the largest effects first. */
export function digest(
	report: ChangeReport,
	claimed: readonly ClaimedChange[] = claimsOf(report),
): Digest {
	const { comparison, notes } = report;
	const byGroup = new Map<string, Claim[]>();
	for (const { claim } of claimed.toSorted(largestFirst)) {
		const claims = byGroup.get(claim.group);
		if (claims === undefined) {
			byGroup.set(claim.group, [claim]);
		} else {
			claims.push(claim);
		}
	}
	const groups = GROUPS.flatMap((group) => {
		const claims = byGroup.get(group.id) ?? [];
		return claims.length === 0 || group.id === "unchanged"
			? []
			: [{ group, claims }];
	});
	const unchanged = byGroup.get("unchanged")?.length ?? 0;
	return {
		headline: headlineOf(comparison, groups),
		facts: [runText(comparison), ...baselineFacts(comparison, unchanged)],
		notes: [...notes, ...comparison.deviceChanges].map(printable),
		groups,
		unchanged,
	};
}

function largestFirst(left: ClaimedChange, right: ClaimedChange): number {
	return sizeOf(right) - sizeOf(left);
}

function sizeOf({ change }: ClaimedChange): number {
	return Math.abs(change.effect ?? 0);
}

function headlineOf(
	{ baseline, current }: Comparison,
	groups: readonly ClaimGroup[],
): string {
	if (baseline.length === 0) {
		return `${printable(current.suite)}: the first run, nothing to hold it against yet`;
	}
	const counts = groups.map(
		({ group, claims }) => `${formatCount(claims.length)} ${group.noun}`,
	);
	return `${printable(current.suite)}: ${counts.length === 0 ? "nothing changed" : counts.join(", ")}`;
}

function runText({ current }: Comparison): string {
	const { commit } = current;
	const of =
		commit === null
			? ""
			: `, commit ${printable(commit.sha).slice(0, 12)}${commit.dirty ? " with uncommitted changes" : ""}`;
	const unfinished = current.finished ? "" : ", unfinished";
	return `Run ${printable(current.key)} of ${dayText(current.at)}${of}${unfinished}`;
}

function baselineFacts(
	comparison: Comparison,
	unchanged: number,
): readonly string[] {
	const { baseline } = comparison;
	const [first, last] = [baseline[0], baseline.at(-1)];
	if (first === undefined || last === undefined) {
		return [];
	}
	const held =
		first === last
			? `${printable(first.key)} of ${dayText(first.at)}`
			: `${formatCount(baseline.length)} runs, ${printable(first.key)} to ${printable(last.key)}`;
	return [`Held against ${held}`, countsOf(comparison, unchanged)];
}

/** `2026-01-02T03:04:05.000Z` as `2026-01-02 03:04 UTC`. */
function dayText(at: string): string {
	const [, day, minute] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(at) ?? [];
	return day === undefined ? printable(at) : `${day} ${minute} UTC`;
}

function countsOf({ changes }: Comparison, unchanged: number): string {
	const cells = new Set(changes.map(({ cell }) => cell)).size;
	return `${formatCount(unchanged)} of ${countText(changes.length, "comparison", "comparisons")} unchanged, in ${countText(cells, "cell", "cells")}`;
}
