/** What changes.html carries as JSON. Rows are arrays, since a page of a year of nights repeats each name a million times. */
export type PageData = {
	/** The title and the tone of each group of claims, the gravest first; the last one is what is unchanged. */
	readonly groups: readonly (readonly [title: string, tone: ToneName])[];
	/** When each run of the trends began, oldest first. */
	readonly runs: readonly string[];
	/** The place in `runs` of the run that is reported; −1 where no trend holds it. */
	readonly current: number;
	readonly cells: readonly CellData[];
};

/** What a group of claims means to the reader. */
export type ToneName = "bad" | "caution" | "good" | "plain";

/** A cell: its id, its id as it is shown, what is claimed of it, and its trend. */
export type CellData = readonly [
	id: string,
	name: string,
	claims: readonly ClaimData[],
	trend: TrendData | null,
];

/** A claim in words; the rank is the place of its group. */
export type ClaimData = readonly [
	metric: string,
	rank: number,
	verdict: string,
	figures: string,
	effectText: string,
	effect: number | null,
	details: readonly string[],
	strips: readonly StripData[],
];

/** The launches of one side: 0 is the baseline, 1 the reported run. */
export type StripData = readonly [
	title: string,
	side: 0 | 1,
	figures: readonly number[],
	throttled: readonly number[],
];

/**
 * A trend, a number for each run of the page: the median in units of `unit` milliseconds (null where the cell was not
 * measured), and how far its interval reaches below and above; then the baseline's band in milliseconds, the change
 * points as the place of a run and a text, and what was said of nights before as that with the rank of a group between.
 */
export type TrendData = readonly [
	unit: number,
	medians: readonly (number | null)[],
	below: readonly number[],
	above: readonly number[],
	band: readonly [low: number, high: number] | null,
	changePoints: readonly (readonly [run: number, text: string])[],
	verdicts: readonly (readonly [run: number, rank: number, text: string])[],
];
