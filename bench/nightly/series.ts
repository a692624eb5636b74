import { launchFigure } from "../../compare/figure.ts";
import type { TrendNight } from "../../compare/trends.ts";
import type { Random } from "../../lib/random.ts";
import { median } from "../../stats/order.ts";
import { NIGHT_LAUNCHES, type Stretch } from "./night.ts";

/** The first rounds of so many nights, each a contiguous block drawn anew; blocks may share rounds. */
export function drawNights(
	{ from, to }: Stretch,
	count: number,
	random: Random,
): readonly number[] {
	return Array.from(
		{ length: count },
		() => from + Math.floor(random() * (to - from - NIGHT_LAUNCHES + 1)),
	);
}

/** The launches of a cell in a night that begins with a round. */
function launchesOf({ recording }: Stretch, place: number, start: number) {
	return recording.rounds
		.slice(start, start + NIGHT_LAUNCHES)
		.flatMap(({ pairs }) => pairs[place]?.[0] ?? []);
}

/** The launch medians of a cell over nights, in milliseconds, each night's times its factor. */
export function mediansOf(
	stretch: Stretch,
	place: number,
	nights: readonly { readonly start: number; readonly factor: number }[],
): readonly (readonly number[])[] {
	return nights.map(({ start, factor }) =>
		launchesOf(stretch, place, start).map(({ medianMs }) => medianMs * factor),
	);
}

/** A cell's nights as trends take them, each night's latencies times its factor. */
export function trendNights(
	stretch: Stretch,
	place: number,
	nights: readonly { readonly start: number; readonly factor: number }[],
): readonly TrendNight[] {
	return nights.map(({ start, factor }, night) => {
		const launches = launchesOf(stretch, place, start);
		const launchMediansMs = launches.map(({ medianMs }) => medianMs * factor);
		const figures = launches.map((launch) => launchFigure("latency", launch));
		return {
			run: { key: `night-${night}`, at: launches[0]?.at ?? "" },
			fingerprint: "",
			medianMs: median(launchMediansMs),
			launchMediansMs,
			levelMs: median(figures) * factor,
		};
	});
}
