/// <reference lib="dom" />
import type { CellData, ClaimData, PageData } from "./data.ts";
import { drawn, element } from "./elements.ts";
import { claimPicture, trendPicture } from "./pictures.ts";
import type { Shape } from "./shape.ts";

/** All that the page knows of a cell: its claims with their evidence, and its trend. Drawn when it is opened. */
export function cellDetail(cell: CellData, page: PageData): HTMLElement {
	const [, , claims] = cell;
	const articles = claims.map((claim) => claimArticle(claim, page));
	const trend = trendPicture(cell, page);
	if (trend !== undefined) {
		const latency = claims.findIndex(([metric]) => metric === "latency");
		articles.splice(latency + 1, 0, trendArticle(trend));
	}
	return element("div", { class: "detail" }, articles);
}

/** The badge of a claim: its colour and its words. */
export function badge(text: string, tone: string): HTMLElement {
	return element("span", { class: `verdict ${tone}` }, [text]);
}

function claimArticle(claim: ClaimData, page: PageData): HTMLElement {
	const [metric, rank, verdict, figures, effect, , details] = claim;
	const picture = claimPicture(claim);
	const tone = page.groups[rank]?.[1] ?? "plain";
	const found = [figures, effect].filter((text) => text !== "").join(", ");
	return element("article", { class: "claim" }, [
		element("h3", {}, [`${metric} `, badge(verdict, tone), ` ${found}`]),
		element(
			"ul",
			{},
			details.map((text) => element("li", {}, [text])),
		),
		...(picture === undefined
			? []
			: [
					figure(
						picture,
						`${metric} of each launch; the upright ticks are medians`,
					),
				]),
	]);
}

function trendArticle(picture: Shape): HTMLElement {
	return element("article", { class: "claim" }, [
		element("h3", {}, ["Latency over the nights"]),
		figure(
			picture,
			"Green: where the baseline lies. Dashed: a change point, with the levels before and after. Rings: verdicts, of the reported run and of nights before.",
		),
	]);
}

function figure(picture: Shape, caption: string): HTMLElement {
	return element("figure", { tabindex: "0" }, [
		drawn(picture),
		element("figcaption", {}, [caption]),
	]);
}
