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
