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
	const listed = new Map<string, ListedVerdict>();
	for (const { id, verdict, accuracyVerdict, reason, advice } of cells) {
		if (reason === undefined) {
			continue;
		}
		const said = verdict === "valid" ? (accuracyVerdict ?? verdict) : verdict;
		const key = JSON.stringify([said, reason, advice]);
		const ids = [...(listed.get(key)?.cells ?? []), id];
		listed.set(key, {
			title: `${ids.join(", ")}: ${said}`,
			cells: ids,
			verdict: said,
			reason,
			advice: advice ?? "",
		});
	}
	return [...listed.values()];
}
