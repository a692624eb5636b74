import {
	extentOf,
	gridLine,
	type Scale,
	scaleOf,
	tickLabel,
	ticksOf,
	tickText,
	type Unit,
} from "./axis.ts";
import { INKS, label, picture, place, type Shape, shape } from "./shape.ts";

/** The launches of one side, as one line of dots. */
export type Strip = {
	readonly title: string;
	readonly side: "baseline" | "current";
	/** A figure of each launch, in the order of the launches. */
	readonly figures: readonly number[];
	/** The places in `figures` of launches whose processor was throttled: drawn hollow. */
	readonly throttled: readonly number[];
};

const WIDTH = 680;
const LEFT = 232;
const RIGHT = 70;
const ROW = 34;
const TOP = 6;
const FOOT = 36;

/** A strip plot: each launch a dot on the line of its side, the medians as upright ticks. */
export function stripPlot(
	title: string,
	strips: readonly Strip[],
	unit: Unit,
): Shape {
	const extent = extentOf(strips.flatMap(({ figures }) => figures));
	const x = scaleOf(extent, LEFT, WIDTH - RIGHT);
	const bottom = TOP + strips.length * ROW;
	const ticks = ticksOf(extent, 5);
	return picture(title, { width: WIDTH, height: bottom + FOOT }, [
		...ticks.flatMap((tick) => [
			gridLine(x(tick), TOP, { x: x(tick), y: bottom }),
			tickLabel(
				tickText(tick, ticks, unit),
				{ x: x(tick), y: bottom + 15 },
				"middle",
			),
		]),
		tickLabel(unit.symbol, { x: WIDTH - RIGHT + 40, y: bottom + 15 }, "end"),
		...strips.flatMap((strip, index) =>
			stripShapes(strip, { y: TOP + (index + 0.5) * ROW, x, unit }),
		),
	]);
}

type Line = { readonly y: number; readonly x: Scale; readonly unit: Unit };

function stripShapes(strip: Strip, { y, x, unit }: Line): readonly Shape[] {
	const { title, side, figures, throttled } = strip;
	const ink = INKS[side];
	const hollow = new Set(throttled);
	const dots = figures.map((figure, index) =>
		shape(
			"circle",
			{
				cx: x(figure),
				// Neighbours in time lie on three levels, so that equal figures do not hide one another.
				cy: place(y + ((index % 3) - 1) * 6),
				r: 3.5,
				fill: hollow.has(index) ? "none" : ink,
				"fill-opacity": 0.65,
				stroke: ink,
			},
			[shape("title", {}, dotTitle(unit, figure, hollow.has(index)))],
		),
	);
	const centre = middleOf(figures);
	const centreShapes =
		centre === undefined
			? []
			: [
					shape("line", {
						x1: x(centre),
						y1: place(y - 13),
						x2: x(centre),
						y2: place(y + 13),
						stroke: ink,
						"stroke-width": 2.5,
					}),
					label(unit.write(centre), { x: WIDTH - RIGHT + 10, y: place(y + 4) }),
				];
	return [
		label(title, { x: LEFT - 12, y: place(y + 4), "text-anchor": "end" }),
		...dots,
		...centreShapes,
	];
}

function dotTitle(unit: Unit, figure: number, throttled: boolean): string {
	return `${unit.write(figure)} ${unit.symbol}${throttled ? ", throttled" : ""}`;
}

/** The median of figures. */
export function middleOf(figures: readonly number[]): number | undefined {
	const sorted = [...figures].sort((left, right) => left - right);
	const above = sorted[Math.floor(sorted.length / 2)];
	const below = sorted[Math.floor((sorted.length - 1) / 2)];
	return above === undefined || below === undefined
		? undefined
		: (above + below) / 2;
}
