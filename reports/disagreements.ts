import type { Answer, Comparison, Disagreement } from "./accuracy.ts";
import {
	formatChance,
	formatCount,
	formatError,
	formatFraction,
} from "./format.ts";
import type { RunSummary } from "./summary.ts";

/** How many disagreements a page lists; all of them are in results.json. */
export const LISTED_DISAGREEMENTS = 20;

/** Cells that disagree with their references on the same samples in the same way. */
export type DisagreementGroup = {
	readonly cells: readonly string[];
	/** How much they agree, what the test says, how far the outputs lie apart. */
	readonly summary: string;
	readonly listed: readonly Disagreement[];
	/** How many more there are. */
	readonly more: number;
};

/** Every comparison of a run, in the grid's order; those that say the same, together. */
export function disagreementGroups({
	cells,
}: RunSummary): readonly DisagreementGroup[] {
	const groups = new Map<string, DisagreementGroup>();
	for (const { id, comparison } of cells) {
		if (comparison === undefined) {
			continue;
		}
		const { disagreements } = comparison;
		const summary = comparisonText(comparison);
		const key = JSON.stringify([summary, disagreements]);
		groups.set(key, {
			cells: [...(groups.get(key)?.cells ?? []), id],
			summary,
			listed: disagreements.slice(0, LISTED_DISAGREEMENTS),
			more: Math.max(0, disagreements.length - LISTED_DISAGREEMENTS),
		});
	}
	return [...groups.values()];
}

/** An answer as a table says it: the predicted class, and where the true one stood. */
export function answerText({ prediction, labelRank }: Answer): string {
	if (prediction === -1) {
		return "not a number";
	}
	return labelRank === 0
		? `${prediction} (right)`
		: `${prediction} (true class is number ${labelRank + 1})`;
}

function comparisonText(comparison: Comparison): string {
	const {
		samples,
		agreement,
		disagreements,
		onlyReferenceRight,
		onlyVariantRight,
		mcnemarP,
		outputError,
	} = comparison;
	const texts = [
		`${formatCount(disagreements.length)} of ${formatCount(samples)} predictions differ (agreement ${formatFraction(agreement)})`,
		`right by the reference alone: ${formatCount(onlyReferenceRight)}, by the variant alone: ${formatCount(onlyVariantRight)} (McNemar's exact test: p ${chanceText(mcnemarP)})`,
	];
	if (outputError?.max !== undefined && outputError.mean !== undefined) {
		const { max, mean, samples: kept, incomparable } = outputError;
		const outputs = `the outputs of the first ${formatCount(kept)} samples differ by at most ${formatError(max)}, on average by ${formatError(mean)}`;
		texts.push(
			incomparable > 0
				? `${outputs}; ${formatCount(incomparable)} outputs are not numbers on one side`
				: outputs,
		);
	}
	return `${texts.join("; ")}.`;
}

function chanceText(chance: number): string {
	const text = formatChance(chance);
	return text.startsWith("<") ? text : `= ${text}`;
}
