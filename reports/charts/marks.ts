import { type Cell, cellId } from "../../plan/cell.ts";
import type { Axis } from "../../plan/metrics.ts";
import type { ChartDeclaration } from "../../plan/suite.ts";
import type { Figure, Figures } from "../figures.ts";
import { METRIC_TEXTS, shownValue } from "../format.ts";
import { HEADINGS } from "../headings.ts";
import type { Language } from "../language.ts";
import { valueTitle } from "../pivot-cells.ts";

/** A figure as a declared chart draws it. */
export type Mark = {
	/** The place of its cell in the grid. */
	readonly order: number;
	readonly cell: string;
	readonly x: string | number;
	readonly series: string;
	/** Parts the marks of one x: by series, then ours and published. */
	readonly slot: string;
	readonly panel: string;
	/** In the unit that the heading of the metric names. */
	readonly value: number;
	readonly text: string;
	/** Whose figure it is, in words. */
	readonly origin: string;
	readonly published: boolean;
	readonly trusted: boolean;
	/** What became of our cell; of a published figure, that it was published. */
	readonly verdict: string;
	/** What Amdahl's law, fitted to the line of the mark, says in its place; in the unit of `value`. */
	readonly fitted?: number;
	/** The serial fraction of that line. */
	readonly serialFraction?: string;
};

/** The place of a mark among those of one value. */
export function slotOf(series: string, published: boolean): string {
	return `${series} ${published ? 1 : 0}`;
}

/** What marks are made of. */
export type MarkSource = {
	readonly chart: ChartDeclaration;
	readonly cells: readonly Cell[];
	readonly figures: Figures;
	readonly lang: Language;
};

/** The marks of a chart: for each cell our figure and the published one, as far as they are there. */
export function marksOf(source: MarkSource): readonly Mark[] {
	const marks = source.cells.flatMap((cell, order) =>
		cellMarks(cell, order, source),
	);
	// Figures of a file alone are the same for all cells that share the file: one mark serves.
	const places = new Map<string, Mark>();
	for (const mark of marks) {
		const place = JSON.stringify([mark.panel, mark.x, mark.slot]);
		places.set(place, places.get(place) ?? mark);
	}
	return [...places.values()];
}

function cellMarks(
	cell: Cell,
	order: number,
	source: MarkSource,
): readonly Mark[] {
	const { metric } = source.chart;
	const { figures, lang } = source;
	const words = HEADINGS[lang];
	const place = placeOf(cell, source);
	const mark = (value: number, origin: Origin): Mark => ({
		order,
		...place,
		...origin,
		slot: slotOf(place.series, origin.published),
		value: shownValue(metric, value),
		text: METRIC_TEXTS[metric](value),
	});
	const ours = figures.ours(cell, metric);
	const published = figures.published(cell, metric);
	const ourMark = (figure: Figure) =>
		mark(figure.value, {
			origin: words.ours,
			published: false,
			trusted: figure.trusted,
			verdict: figures.cell(cell)?.verdict ?? "",
		});
	const publishedMark = (value: number) =>
		mark(value, {
			origin: words.published,
			published: true,
			trusted: true,
			verdict: words.published,
		});
	return [
		...(ours === undefined ? [] : [ourMark(ours)]),
		...(published === undefined ? [] : [publishedMark(published)]),
	];
}

/** Where the marks of a cell stand, in words. */
function placeOf(cell: Cell, { chart, lang }: MarkSource) {
	const { series, x, panels } = chart;
	const nameOn = (axis: Axis) => valueTitle(axis, cell[axis], lang);
	return {
		cell: cellId(cell),
		x: x === "threads" ? cell.threads : nameOn(x),
		series: series === undefined ? "" : nameOn(series),
		panel: panels.map(nameOn).join(" · "),
	};
}

type Origin = Pick<Mark, "origin" | "published" | "trusted" | "verdict">;

/**
 * How many marks of ours are missing, and what became of their cells where they were not measured; undefined when none is.
 */
export function missingNote(source: MarkSource): string | undefined {
	const { chart, cells, figures, lang } = source;
	const { x, series, panels, metric } = chart;
	const axes = [x, series ?? [], panels].flat();
	const missing = new Map<string, string>();
	const drawn = new Set<string>();
	for (const cell of cells) {
		const place = JSON.stringify(axes.map((axis) => cell[axis]));
		const status = figures.cell(cell)?.status;
		if (figures.ours(cell, metric) !== undefined) {
			drawn.add(place);
		} else if (status !== undefined) {
			missing.set(place, status);
		}
	}
	const statuses = [...missing].flatMap(([place, status]) =>
		drawn.has(place) ? [] : [status],
	);
	const counts = [...new Set(statuses)]
		.filter((status) => status !== "measured")
		.map(
			(status) =>
				`${status} ${statuses.filter((other) => other === status).length}`,
		);
	const reasons = counts.length === 0 ? "" : ` (${counts.join(", ")})`;
	return statuses.length === 0
		? undefined
		: `${HEADINGS[lang].chartNotes.missing}: ${statuses.length}${reasons}`;
}
