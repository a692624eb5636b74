import { UNITS } from "./axis.ts";
import type { CellData, ClaimData, PageData } from "./data.ts";
import type { Shape } from "./shape.ts";
import { stripPlot } from "./strip-plot.ts";
import { type TrendPicture, trendChart } from "./trend-chart.ts";

/** The launches behind a claim as a strip plot; undefined for a claim that rests on none. */
export function claimPicture([metric, , , , , , , strips]: ClaimData):
	| Shape
	| undefined {
	const unit = UNITS[metric];
	if (strips.length === 0 || unit === undefined) {
		return undefined;
	}
	return stripPlot(
		`${metric} of each launch`,
		strips.map(([title, side, figures, throttled]) => ({
			title,
			side: side === 0 ? "baseline" : "current",
			figures,
			throttled,
		})),
		unit,
	);
}

/** A cell's latency over its nights as a chart; undefined for a cell without a trend. */
export function trendPicture(
	cell: CellData,
	page: PageData,
): Shape | undefined {
	const trend = trendOf(cell, page);
	return trend === undefined || trend.nights.length === 0
		? undefined
		: trendChart(
				`latency of ${cell[1]} over ${trend.nights.length} nights`,
				trend,
			);
}

function trendOf(
	[, , claims, trend]: CellData,
	{ runs, current, groups }: PageData,
): TrendPicture | undefined {
	if (trend === null) {
		return undefined;
	}
	const [unit, medians, below, above, band, changePoints, verdicts] = trend;
	const measured = medians.flatMap((median, run) =>
		median === null ? [] : { median, run },
	);
	const placeOf = new Map(measured.map(({ run }, night) => [run, night]));
	const claim = claims.find(([metric]) => metric === "latency");
	const tonight =
		claim === undefined
			? []
			: [[current, claim[1], `${claim[2]} ${claim[4]}`] as const];
	return {
		nights: measured.map(({ median, run }) => {
			const at = runs[run] ?? "";
			return {
				at: Date.parse(at),
				day: at.slice(0, 10),
				medianMs: median * unit,
				low: (median - (below[run] ?? 0)) * unit,
				high: (median + (above[run] ?? 0)) * unit,
			};
		}),
		band: band === null ? undefined : { low: band[0], high: band[1] },
		changePoints: changePoints.flatMap(([run, text]) => {
			const night = placeOf.get(run);
			return night === undefined ? [] : { night, text };
		}),
		marks: [...verdicts, ...tonight].flatMap(([run, rank, text]) => {
			const night = placeOf.get(run);
			return night === undefined
				? []
				: { night, text, tone: groups[rank]?.[1] ?? "plain" };
		}),
	};
}
