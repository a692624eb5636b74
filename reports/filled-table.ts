import { UNTRUSTED_MARK } from "./table.ts";

/** One field of a filled table. */
export type TableField = {
	readonly text: string;
	/** False for a figure of ours that its verdict calls invalid. */
	readonly trusted: boolean;
	readonly published: boolean;
};

/** What a field says, with the mark of figures that are not to be trusted. */
export function fieldText({ text, trusted }: TableField): string {
	return trusted ? text : `${text}${UNTRUSTED_MARK}`;
}

/** A table filled with a run's figures. */
export type FilledTable = {
	readonly title: string;
	/** The first is the heading of the rows' own headings. */
	readonly headings: readonly string[];
	readonly rows: readonly {
		readonly heading: string;
		readonly fields: readonly TableField[];
	}[];
};

/** A table or chart that could not be filled, and why. */
export type PivotProblem = { readonly title: string; readonly problem: string };
