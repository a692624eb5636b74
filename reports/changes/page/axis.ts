import { formatMs } from "../../format.ts";
import { label, place, type Shape, shape } from "./shape.ts";

/** Turns a value into a place in a picture. */
export type Scale = (value: number) => number;

/** The least and the greatest of what an axis shows. */
export type Extent = { readonly low: number; readonly high: number };

/** The extent of values with some air on both sides; of equal ones, a tenth of them. */
export function extentOf(values: readonly number[]): Extent {
	let low = Infinity;
	let high = -Infinity;
	for (const value of values) {
		low = Math.min(low, value);
		high = Math.max(high, value);
	}
	const air = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1;
	return { low: low - air, high: high + air };
}

/** A straight scale from an extent to places; values beyond it are drawn at its ends. */
export function scaleOf(
	{ low, high }: Extent,
	from: number,
	to: number,
): Scale {
	return (value) => {
		const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
		return place(from + share * (to - from));
	};
}

/** Round values within an extent, about as many as wanted (Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990). */
export function ticksOf(
	{ low, high }: Extent,
	wanted: number,
): readonly number[] {
	const rough = (high - low) / wanted;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step =
		([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
	const first = Math.ceil(low / step);
	const count = Math.floor(high / step) - first + 1;
	return Array.from({ length: Math.max(0, count) }, (_, index) =>
		Number(((first + index) * step).toPrecision(12)),
	);
}

/** What an axis's figures are: how one is written, and their unit. */
export type Unit = {
	readonly write: (value: number) => string;
	readonly symbol: string;
};

/** The units of what launches give, by the name of the metric. */
export const UNITS: Readonly<Record<string, Unit>> = {
	latency: { write: formatMs, symbol: "ms" },
	memory: { write: (bytes) => (bytes / 1e6).toPrecision(4), symbol: "MB" },
};

/** Tick labels written so that neighbours differ. */
export function tickText(
	value: number,
	ticks: readonly number[],
	{ write, symbol }: Unit,
): string {
	const scaled = (tick: number) => (symbol === "MB" ? tick / 1e6 : tick);
	const step = scaled((ticks[1] ?? value) - (ticks[0] ?? 0));
	if (!(step > 0) || step < 1e-6) {
		return write(value);
	}
	return scaled(value).toFixed(
		Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
	);
}

/** A line across the plot at a tick. */
export function gridLine(
	x1: number,
	y1: number,
	end: { readonly x: number; readonly y: number },
): Shape {
	return shape("line", {
		x1,
		y1,
		x2: end.x,
		y2: end.y,
		stroke: "currentColor",
		"stroke-opacity": 0.15,
	});
}

/** A label below or beside a tick. */
export function tickLabel(
	text: string,
	at: { readonly x: number; readonly y: number },
	anchor: "middle" | "end",
): Shape {
	return label(text, {
		...at,
		"font-size": 11,
		"text-anchor": anchor,
		"fill-opacity": 0.75,
	});
}
