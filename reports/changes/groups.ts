import type {
	Change,
	ChangeVerdict,
	ComparedMetric,
} from "../../compare/comparison.ts";
import { unreachable } from "../../lib/errors.ts";

/** What a group of changes means to the reader: to be mended, to be looked at, good news, or neither. */
export type Tone = "bad" | "caution" | "good" | "plain";

/** The groups in which changes are reported, the gravest first. */
export const GROUPS = [
	{ id: "regressed", title: "Regressed", noun: "regressed", tone: "bad" },
	{
		id: "newly-failing",
		title: "Newly failing",
		noun: "newly failing",
		tone: "bad",
	},
	{
		id: "suspected",
		title: "Suspected, not measured again",
		noun: "suspected",
		tone: "caution",
	},
	{ id: "improved", title: "Improved", noun: "improved", tone: "good" },
	{ id: "fixed", title: "Fixed", noun: "fixed", tone: "good" },
	{ id: "new", title: "New", noun: "new", tone: "plain" },
	{ id: "gone", title: "Gone", noun: "gone", tone: "caution" },
	{
		id: "not-comparable",
		title: "Not comparable",
		noun: "not comparable",
		tone: "caution",
	},
	{ id: "unstable", title: "Unstable", noun: "unstable", tone: "caution" },
	{
		id: "not-confirmed",
		title: "Suspicious, but not confirmed",
		noun: "not confirmed",
		tone: "plain",
	},
	{ id: "accepted", title: "Accepted", noun: "accepted", tone: "plain" },
	{ id: "unchanged", title: "Unchanged", noun: "unchanged", tone: "plain" },
] as const satisfies readonly {
	readonly id: string;
	readonly title: string;
	readonly noun: string;
	readonly tone: Tone;
}[];

/** A group of changes. */
export type Group = (typeof GROUPS)[number];

/** The name of a group of changes. */
export type GroupId = Group["id"];

/** The words for each verdict. */
export const VERDICT_TEXTS: Readonly<Record<ChangeVerdict, string>> = {
	same: "unchanged",
	faster: "faster",
	slower: "slower",
	"more-accurate": "more accurate",
	"less-accurate": "less accurate",
	smaller: "smaller",
	larger: "larger",
	"less-memory": "less memory",
	"more-memory": "more memory",
	new: "new",
	gone: "gone",
	fixed: "fixed",
	"newly-failing": "newly failing",
	"not-comparable": "not comparable",
	unstable: "unstable",
	"not-confirmed": "not confirmed",
};

/** Noise can bring a change of these about, so that one is only certain once it was measured again. */
const NOISY: ReadonlySet<ComparedMetric> = new Set(["latency", "memory"]);

/** Whether a change may be answered for: exact by its nature, or confirmed when it was measured again. */
export function isCertain({ metric, confirmation }: Change): boolean {
	return !NOISY.has(metric) || confirmation !== undefined;
}

/** The groups of what must be mended: certain regressions that nobody accepted. */
export const ACCUSATIONS: ReadonlySet<GroupId> = new Set([
	"regressed",
	"newly-failing",
]);

/** The group in which a change is reported. */
export function groupOf(change: Change): GroupId {
	const { verdict, regression, accepted } = change;
	const group = verdictGroup(verdict, regression && isCertain(change));
	const worse =
		group === "regressed" || group === "newly-failing" || group === "suspected";
	return worse && accepted !== undefined ? "accepted" : group;
}

/** The group of a verdict; one that calls a cell worse only accuses it where it is certain. */
export function verdictGroup(
	verdict: ChangeVerdict,
	certain: boolean,
): GroupId {
	switch (verdict) {
		case "same":
			return "unchanged";
		case "faster":
		case "more-accurate":
		case "smaller":
		case "less-memory":
			return "improved";
		case "slower":
		case "less-accurate":
		case "larger":
		case "more-memory":
			return certain ? "regressed" : "suspected";
		case "newly-failing":
			return certain ? "newly-failing" : "suspected";
		case "new":
		case "gone":
		case "fixed":
		case "not-comparable":
		case "unstable":
		case "not-confirmed":
			return verdict;
		default:
			return unreachable(verdict);
	}
}

/** How grave a group is: 0 is the gravest. */
export function rankOf(id: GroupId): number {
	return GROUPS.findIndex((group) => group.id === id);
}
