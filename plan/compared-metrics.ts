/** What is compared of a cell over its runs. `outcome`: whether it could be measured at all. */
export const COMPARED_METRICS = [
	"latency",
	"accuracy",
	"size",
	"memory",
	"outcome",
] as const;

/** What is compared of a cell over its runs. */
export type ComparedMetric = (typeof COMPARED_METRICS)[number];

/**
 * What a comparison says of one metric of one cell. `not-confirmed`: suspicious by the runs alone, and not confirmed when
 * it was measured again.
 */
export const CHANGE_VERDICTS = [
	"same",
	"faster",
	"slower",
	"more-accurate",
	"less-accurate",
	"smaller",
	"larger",
	"less-memory",
	"more-memory",
	"new",
	"gone",
	"fixed",
	"newly-failing",
	"not-comparable",
	"unstable",
	"not-confirmed",
] as const;

/** What a comparison says of one metric of one cell. */
export type ChangeVerdict = (typeof CHANGE_VERDICTS)[number];
