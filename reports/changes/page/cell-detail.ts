/// <reference lib="dom" />
import { UNITS } from "./axis.ts";
import type { CellData, ClaimData, PageData, TrendData } from "./data.ts";
import { drawn, element } from "./elements.ts";
import type { Shape } from "./shape.ts";
import { stripPlot } from "./strip-plot.ts";
import { type TrendPicture, trendChart } from "./trend-chart.ts";

/** All that the page knows of a cell: its claims with their evidence, and its trend. Drawn when it is opened. */
export function cellDetail(cell: CellData, page: PageData): HTMLElement {
	const [, name, claims, trend] = cell;
	return element("div", { class: "detail" }, [
		...claims.map((claim) => claimArticle(claim, page)),
		...(trend === null
			? []
			: [trendFigure(name, trendPicture(cell, trend, page))]),
	]);
}

/** The badge of a claim: its colour and its words. */
export function badge(text: string, tone: string): HTMLElement {
	return element("span", { class: `verdict ${tone}` }, [text]);
}

function claimArticle(claim: ClaimData, page: PageData): HTMLElement {
	const [metric, rank, title, figures, effect, , details, strips] = claim;
	const unit = UNITS[metric];
	const tone = page.groups[rank]?.[1] ?? "plain";
	const found = [figures, effect].filter((text) => text !== "").join(", ");
	return element("article", { class: "claim" }, [
		element("h3", {}, [`${metric} `, badge(title, tone), ` ${found}`]),
		element(
			"ul",
			{},
			details.map((text) => element("li", {}, [text])),
		),
		...(strips.length === 0 || unit === undefined
			? []
			: [
					figure(
						stripPlot(
							`${metric} of each launch`,
							strips.map(([title, side, figures, throttled]) => ({
								title,
								side: side === 0 ? "baseline" : "current",
								figures,
								throttled,
							})),
							unit,
						),
						`${metric} of each launch; the upright ticks are medians`,
					),
				]),
	]);
}

function trendFigure(name: string, trend: TrendPicture): HTMLElement {
	const { length } = trend.nights;
	return element("article", { class: "claim" }, [
		element("h3", {}, [
			`Latency over ${length} ${length === 1 ? "night" : "nights"}`,
		]),
		figure(
			trendChart(`latency of ${name} over ${length} nights`, trend),
			"Green: where the baseline lies. Dashed: a change point, with the levels before and after. Ring: the reported run.",
		),
	]);
}

function figure(picture: Shape, caption: string): HTMLElement {
	return element("figure", { tabindex: "0" }, [
		drawn(picture),
		element("figcaption", {}, [caption]),
	]);
}

function trendPicture(
	[, , claims]: CellData,
	[unit, medians, below, above, band, changePoints]: TrendData,
	{ runs, current, groups }: PageData,
): TrendPicture {
	const measured = medians.flatMap((median, run) =>
		median === null ? [] : { median, run },
	);
	const placeOf = new Map(measured.map(({ run }, night) => [run, night]));
	const claim = claims.find(([metric]) => metric === "latency");
	const tonight = placeOf.get(current);
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
		marks:
			claim === undefined || tonight === undefined
				? []
				: [
						{
							night: tonight,
							text: `${claim[2]} ${claim[4]}`,
							tone: groups[claim[1]]?.[1] ?? "plain",
						},
					],
	};
}
