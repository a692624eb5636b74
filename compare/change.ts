import type {
	AcceptedChange,
	Change,
	ChangeVerdict,
	ComparedMetric,
} from "./comparison.ts";

/** What a nightly run must answer for. */
const REGRESSIONS: ReadonlySet<ChangeVerdict> = new Set<ChangeVerdict>([
	"slower",
	"less-accurate",
	"larger",
	"more-memory",
	"newly-failing",
]);

/** What every change says; what more is known of it is added. */
export type Claim = {
	readonly cell: string;
	readonly metric: ComparedMetric;
	readonly verdict: ChangeVerdict;
	readonly reason: string;
};

const UNKNOWN = {
	accepted: undefined,
	baseline: undefined,
	current: undefined,
	effect: undefined,
	interval: undefined,
	pValue: undefined,
	evidence: undefined,
	confirmation: undefined,
} as const;

/** A change of which as much is known as is given. */
export function changeOf(
	claim: Claim,
	known: Partial<Omit<Change, keyof Claim | "regression">> = {},
): Change {
	return { ...UNKNOWN, ...known, ...claim, regression: isRegression(claim) };
}

/** The same change under another verdict. */
export function withVerdict(
	change: Change,
	verdict: ChangeVerdict,
	reason: string,
): Change {
	return {
		...change,
		verdict,
		reason,
		regression: isRegression({ verdict }),
	};
}

function isRegression({ verdict }: Pick<Claim, "verdict">): boolean {
	return REGRESSIONS.has(verdict);
}

/** A regression with the note under which it was accepted, where it was; any other change as it is. */
export function withAcceptance(
	change: Change,
	accepted: readonly AcceptedChange[],
): Change {
	const { note } =
		accepted.findLast(
			({ cell, metric = change.metric }) =>
				cell === change.cell && metric === change.metric,
		) ?? {};
	return change.regression ? { ...change, accepted: note } : change;
}
