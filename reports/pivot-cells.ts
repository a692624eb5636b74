import type { Cell } from "../plan/cell.ts";
import type { Axis, Metric } from "../plan/metrics.ts";
import type {
	ChartDeclaration,
	Suite,
	TableDeclaration,
} from "../plan/suite.ts";
import { matches, publishedValue } from "./figures.ts";
import { HEADINGS, titleIn } from "./headings.ts";
import type { Language } from "./language.ts";

/** The axes that a declaration shows: along its sides, in its colours, in its panels, or one table or chart for each value. */
export function shownAxes(
	pivot: TableDeclaration | ChartDeclaration,
): readonly (Axis | "metric")[] {
	const own =
		"rows" in pivot
			? [pivot.rows, pivot.columns]
			: [pivot.x, pivot.series ?? [], pivot.panels].flat();
	return [...own, ...pivot.splitBy];
}

/** The figures that a declaration shows. */
export function shownMetrics(
	pivot: TableDeclaration | ChartDeclaration,
): readonly Metric[] {
	return "rows" in pivot ? pivot.metrics : [pivot.metric];
}

/** Devices that published figures name and the suite does not measure on, in the order of the figures. */
export function publishedDevices({
	published,
	devices,
}: Suite): readonly string[] {
	const named = (published?.figures ?? []).flatMap(
		({ cells }) => cells.device ?? [],
	);
	return [...new Set(named)].filter((device) => !devices.includes(device));
}

/** The cells of a grid as they would be on those devices, as far as published figures that name the device speak of them. */
export function publishedCells(
	suite: Suite,
	grid: readonly Cell[],
): readonly Cell[] {
	const [first] = suite.devices;
	const ofFirst = grid.filter(({ device }) => device === first);
	const naming = (suite.published?.figures ?? []).filter(
		({ cells }) => cells.device !== undefined,
	);
	return publishedDevices(suite).flatMap((device) => {
		const ofDevice = naming.filter(({ cells }) => cells.device === device);
		return ofFirst
			.map((cell) => ({ ...cell, device }))
			.filter((cell) => ofDevice.some(({ cells }) => matches(cells, cell)));
	});
}

/**
 * The cells that a declaration speaks of. A device that only published figures know stands there too, where the
 * declaration shows or names devices.
 */
export function pivotCells(
	pivot: TableDeclaration | ChartDeclaration,
	suite: Suite,
	grid: readonly Cell[],
): readonly Cell[] {
	const ours = grid.filter((cell) => matches(pivot.where, cell));
	const showsDevices =
		shownAxes(pivot).includes("device") || pivot.where.device !== undefined;
	if (!showsDevices) {
		return ours;
	}
	const published = publishedCells(suite, grid).filter(
		(cell) =>
			matches(pivot.where, cell) &&
			shownMetrics(pivot).some(
				(metric) => publishedValue(suite.published, cell, metric) !== undefined,
			),
	);
	return [...ours, ...published];
}

/** Cells that share their values on some axes. */
export type Part = {
	readonly values: readonly (string | number)[];
	readonly cells: readonly Cell[];
};

/** Cells parted by their values on some axes, in the order of the cells. */
export function partCells(
	cells: readonly Cell[],
	axes: readonly Axis[],
): readonly Part[] {
	const parts = new Map<
		string,
		{ values: readonly (string | number)[]; cells: Cell[] }
	>();
	for (const cell of cells) {
		const values = axes.map((axis) => cell[axis]);
		const key = JSON.stringify(values);
		const part = parts.get(key);
		if (part === undefined) {
			parts.set(key, { values, cells: [cell] });
		} else {
			part.cells.push(cell);
		}
	}
	return [...parts.values()];
}

/** The values of cells on an axis, each once, in the order of the cells. */
export function valuesOn(
	axis: Axis,
	cells: readonly Cell[],
): readonly (string | number)[] {
	return [...new Set(cells.map((cell) => cell[axis]))];
}

/** How a value of an axis is called in a language. */
export function valueTitle(
	axis: Axis,
	value: string | number,
	lang: Language,
): string {
	return axis === "variant"
		? (HEADINGS[lang].variants[value] ?? String(value))
		: String(value);
}

/** The title of a part of a table or chart: that of the declaration, and the values that the part shares. */
export function partTitle(
	{ title, splitBy }: TableDeclaration | ChartDeclaration,
	{ values }: Part,
	lang: Language,
): string {
	const { axes } = HEADINGS[lang];
	const split = splitBy.map(
		(axis, index) =>
			`${axes[axis]} ${valueTitle(axis, values[index] ?? "", lang)}`,
	);
	return [titleIn(lang, title), ...split].join(" · ");
}
