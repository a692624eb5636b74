import {
	type Extent,
	extentOf,
	gridLine,
	type Scale,
	scaleOf,
	tickLabel,
	ticksOf,
	tickText,
	UNITS,
	type Unit,
} from "./axis.ts";
import { INKS, label, picture, place, type Shape, shape } from "./shape.ts";
import { middleOf } from "./strip-plot.ts";

/** One cell's latency over its nights, as a chart shows it. */
export type TrendPicture = {
	readonly nights: readonly TrendNight[];
	/** Where the baseline's figures lie. */
	readonly band: Extent | undefined;
	readonly changePoints: readonly {
		/** The first night of the new level, by its place in `nights`. */
		readonly night: number;
		readonly text: string;
	}[];
	/** What is said of nights: of the last one by this report. */
	readonly marks: readonly {
		readonly night: number;
		readonly text: string;
		readonly tone: "bad" | "caution" | "good" | "plain";
	}[];
};

/** One night of a trend. */
export type TrendNight = Extent & {
	/** Milliseconds since 1970. */
	readonly at: number;
	/** `2026-01-02`. */
	readonly day: string;
	readonly medianMs: number;
};

const WIDTH = 680;
const HEIGHT = 250;
const PLOT = { left: 66, right: 664, top: 24, bottom: 218 };
const MS = UNITS.latency as Unit;

const TONES = {
	bad: INKS.current,
	caution: "#c99700",
	good: INKS.good,
	plain: INKS.faint,
} as const;

/** The chart of a trend: medians with their intervals, the baseline's band, change points and verdicts. */
export function trendChart(title: string, trend: TrendPicture): Shape {
	const { nights, band } = trend;
	const extent = extentOf([
		...nights.map(({ medianMs }) => medianMs),
		...(band === undefined ? [] : [band.low, band.high]),
	]);
	const first = nights[0]?.at ?? 0;
	const last = nights.at(-1)?.at ?? 0;
	const scales: Scales = {
		x: scaleOf(
			first < last
				? { low: first, high: last }
				: { low: first - 1, high: first + 1 },
			PLOT.left,
			PLOT.right,
		),
		y: scaleOf(extent, PLOT.bottom, PLOT.top),
	};
	return picture(title, { width: WIDTH, height: HEIGHT }, [
		...axisShapes(nights, extent, scales),
		...(band === undefined ? [] : [bandShape(band, scales)]),
		...lineShapes(nights, scales),
		...levelShapes(trend, scales),
		...trend.changePoints.flatMap(({ night, text }) =>
			changePointShapes(nights[night], text, scales),
		),
		...trend.marks.flatMap((mark) =>
			markShapes(nights[mark.night], mark, scales),
		),
	]);
}

type Scales = { readonly x: Scale; readonly y: Scale };

function axisShapes(
	nights: readonly TrendNight[],
	extent: Extent,
	{ x, y }: Scales,
): readonly Shape[] {
	const ticks = ticksOf(extent, 5);
	const days = dayTicks(nights);
	return [
		label("ms", {
			x: PLOT.left - 8,
			y: 14,
			"text-anchor": "end",
			"font-size": 11,
		}),
		...ticks.flatMap((tick) => [
			gridLine(PLOT.left, y(tick), { x: PLOT.right, y: y(tick) }),
			tickLabel(
				tickText(tick, ticks, MS),
				{ x: PLOT.left - 8, y: y(tick) + 4 },
				"end",
			),
		]),
		...days.map(({ at, day }) =>
			tickLabel(
				day,
				{
					x: Math.min(PLOT.right - 30, Math.max(PLOT.left + 30, x(at))),
					y: PLOT.bottom + 20,
				},
				"middle",
			),
		),
	];
}

/** Nights at even distances, both ends among them. */
function dayTicks(nights: readonly TrendNight[]): readonly TrendNight[] {
	const wanted = Math.min(6, nights.length);
	const picked = Array.from(
		{ length: wanted },
		(_, index) =>
			nights[
				Math.round((index * (nights.length - 1)) / Math.max(1, wanted - 1))
			],
	);
	return picked.filter((night) => night !== undefined);
}

function bandShape({ low, high }: Extent, { y }: Scales): Shape {
	return shape(
		"rect",
		{
			x: PLOT.left,
			y: y(high),
			width: PLOT.right - PLOT.left,
			height: Math.max(1, place(y(low) - y(high))),
			fill: INKS.good,
			"fill-opacity": 0.16,
		},
		[shape("title", {}, `baseline: ${MS.write(low)} to ${MS.write(high)} ms`)],
	);
}

/** From how many nights on single dots would only hide the line. */
const DENSE = 120;

function lineShapes(
	nights: readonly TrendNight[],
	{ x, y }: Scales,
): readonly Shape[] {
	const upper = nights.map(({ at, high }) => `${x(at)},${y(high)}`);
	const lower = nights.map(({ at, low }) => `${x(at)},${y(low)}`).reverse();
	const line = nights.map(({ at, medianMs }) => `${x(at)},${y(medianMs)}`);
	return [
		shape("path", {
			d: `M${[...upper, ...lower].join("L")}Z`,
			fill: INKS.baseline,
			"fill-opacity": 0.18,
		}),
		shape("path", {
			d: `M${line.join("L")}`,
			fill: "none",
			stroke: INKS.baseline,
			"stroke-width": 1.3,
		}),
		...nights.map(({ at, day, medianMs }) =>
			shape(
				"circle",
				{
					cx: x(at),
					cy: y(medianMs),
					r: nights.length > DENSE ? 1.6 : 2.8,
					fill: INKS.baseline,
				},
				[shape("title", {}, `${day}: ${MS.write(medianMs)} ms`)],
			),
		),
	];
}

/** The median of the nights between two change points, as a level line. */
function levelShapes(
	{ nights, changePoints }: TrendPicture,
	{ x, y }: Scales,
): readonly Shape[] {
	const starts = [0, ...changePoints.map(({ night }) => night)];
	return starts.flatMap((start, index) => {
		const end = starts[index + 1] ?? nights.length;
		const part = nights.slice(start, end);
		const [from, to] = [part[0], part.at(-1)];
		const level = middleOf(part.map(({ medianMs }) => medianMs));
		if (
			changePoints.length === 0 ||
			from === undefined ||
			to === undefined ||
			level === undefined
		) {
			return [];
		}
		return shape("line", {
			x1: x(from.at),
			x2: x(to.at),
			y1: y(level),
			y2: y(level),
			stroke: "currentColor",
			"stroke-width": 1.5,
			"stroke-opacity": 0.8,
		});
	});
}

function changePointShapes(
	night: TrendNight | undefined,
	text: string,
	{ x }: Scales,
): readonly Shape[] {
	if (night === undefined) {
		return [];
	}
	return [
		shape("line", {
			x1: x(night.at),
			x2: x(night.at),
			y1: PLOT.top,
			y2: PLOT.bottom,
			stroke: "currentColor",
			"stroke-dasharray": "4 3",
			"stroke-opacity": 0.7,
		}),
		besideLabel(text, x(night.at), 12),
	];
}

function markShapes(
	night: TrendNight | undefined,
	{ text, tone }: TrendPicture["marks"][number],
	{ x, y }: Scales,
): readonly Shape[] {
	if (night === undefined) {
		return [];
	}
	const [cx, cy] = [x(night.at), y(night.medianMs)];
	return [
		shape(
			"circle",
			{ cx, cy, r: 6, fill: "none", stroke: TONES[tone], "stroke-width": 2.5 },
			[shape("title", {}, `${night.day}: ${text}`)],
		),
		// The foot of the plot is where a night that was slow leaves room.
		...(tone === "bad"
			? [besideLabel(text, cx, PLOT.bottom - 6, TONES.bad)]
			: []),
	];
}

/** A text beside an upright line, on the side where there is room. */
function besideLabel(
	text: string,
	x: number,
	y: number,
	fill = "currentColor",
): Shape {
	const late = x > (PLOT.left + PLOT.right) / 2;
	return label(text, {
		x: late ? x - 5 : x + 5,
		y: place(y),
		"text-anchor": late ? "end" : "start",
		"font-size": 11,
		fill,
	});
}
