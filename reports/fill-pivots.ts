import type { ChartDeclaration, TableDeclaration } from "../plan/suite.ts";
import { type Figures, figuresOf } from "./figures.ts";
import type { PivotProblem } from "./filled-table.ts";
import { titleIn } from "./headings.ts";
import type { Language } from "./language.ts";
import { type Part, partCells, pivotCells } from "./pivot-cells.ts";
import type { Grid } from "./pivot-check.ts";
import type { RunSummary } from "./summary.ts";

/** One table or chart to fill: a part of the cells that its declaration speaks of. */
export type Filling<Pivot> = {
	readonly pivot: Pivot;
	readonly part: Part;
	/** Every part of the declaration, of which this is one. */
	readonly parts: readonly Part[];
	/** The place of the declaration in the suite. */
	readonly index: number;
	readonly figures: Figures;
	readonly lang: Language;
};

/** How declarations become tables or charts. */
export type Filler<Pivot, Filled> = {
	readonly pivots: readonly Pivot[];
	readonly lang: Language;
	readonly problemOf: (
		pivot: Pivot,
		index: number,
		grid: Grid,
	) => string | undefined;
	readonly fill: (filling: Filling<Pivot>) => Filled;
};

/** Fills what a suite declares with a run's figures, split as each declaration says; what is declared wrongly is told instead. */
export function fillPivots<
	Pivot extends TableDeclaration | ChartDeclaration,
	Filled,
>(
	summary: RunSummary,
	{ pivots, lang, problemOf, fill }: Filler<Pivot, Filled>,
): readonly (Filled | PivotProblem)[] {
	const { suite } = summary;
	const grid = summary.cells.map(({ cell }) => cell);
	const figures = figuresOf(summary);
	return pivots.flatMap<Filled | PivotProblem>((pivot, index) => {
		const problem = problemOf(pivot, index, { suite, grid });
		if (problem !== undefined) {
			return [{ title: titleIn(lang, pivot.title), problem }];
		}
		const parts = partCells(pivotCells(pivot, suite, grid), pivot.splitBy);
		return parts.map((part) =>
			fill({ pivot, part, parts, index, figures, lang }),
		);
	});
}
