import type { RunSummary } from "./summary.ts";

/** Why figures are not to be trusted: cells of which the same is to be said, together. */
export type ListedVerdict = {
	/** The cells' ids and their verdict. */
	readonly title: string;
	readonly cells: readonly string[];
	readonly verdict: string;
	readonly reason: string;
	readonly advice: string;
};

/** Every cell that something is to be said of, in the grid's order; cells with the same verdict and reason together. */
export function verdictList({ cells }: RunSummary): readonly ListedVerdict[] {
	const listed = new Map<string, Listing>();
	for (const { id, verdict, accuracyVerdict, reason, advice } of cells) {
		if (reason === undefined) {
			continue;
		}
		const said = verdict === "valid" ? (accuracyVerdict ?? verdict) : verdict;
		const key = JSON.stringify([said, reason, advice]);
		const listing = listed.get(key);
		if (listing === undefined) {
			const advised = advice ?? "";
			listed.set(key, { cells: [id], verdict: said, reason, advice: advised });
		} else {
			listing.cells.push(id);
		}
	}
	return [...listed.values()].map((listing) => ({
		...listing,
		title: `${listing.cells.join(", ")}: ${listing.verdict}`,
	}));
}

type Listing = Omit<ListedVerdict, "title" | "cells"> & {
	readonly cells: string[];
};
