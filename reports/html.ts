import type { Spec } from "vega";
import { chartProblems } from "./charts/all.ts";
import type { Chart } from "./charts/chart.ts";
import type { PivotProblem } from "./filled-table.ts";
import { HEADINGS, type Headings, titleIn } from "./headings.ts";
import type { Language } from "./language.ts";
import { methodText, runFacts } from "./method.ts";
import type { PageScripts } from "./page/assets.ts";
import { html, type Markup, scriptJson, trusted } from "./page/markup.ts";
import {
	cellSection,
	deviceSection,
	disagreementSection,
	factSection,
	pivotSection,
	verdictSection,
} from "./page/sections.ts";
import { sourceHash } from "./page/source-hash.ts";
import { STYLE } from "./page/style.ts";
import type { RunSummary } from "./summary.ts";

/** A chart as a page carries it: a still picture, and the specification that draws the live one. */
export type PageChart = Pick<Chart, "name" | "title"> & {
	readonly svg: string;
	readonly vega: Spec;
};

/** What a page is made of besides the run. */
export type PageParts = {
	readonly lang: Language;
	readonly charts: readonly PageChart[];
	readonly scripts: PageScripts;
};

/**
 * report.html: one page that carries everything within itself, reads without JavaScript and asks no network. Words from
 * outside can neither become markup nor script: they are escaped, and a Content Security Policy allows the page's own
 * scripts alone, by their hashes. It allows `eval` to them, since Vega compiles its expressions, but no connection.
 */
export function toHtml(
	summary: RunSummary,
	{ lang, charts, scripts }: PageParts,
): string {
	const words = HEADINGS[lang];
	const title = titleIn(lang, summary.suite.title ?? summary.suite.name);
	const page = html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${header(summary, title, words)}
<main>
${pivotSection(summary, lang)}
${cellSection(summary, words)}
${verdictSection(summary, words)}
${chartSection(charts, chartProblems(summary, lang), words)}
${disagreementSection(summary, words)}
<section id="method"><h2>${words.sections.method}</h2>${methodText(summary).map((text) => html`<p>${text}</p>`)}</section>
${factSection("run", words.sections.run, runFacts(summary))}
${deviceSection(summary, words)}
</main>
${charts.map(({ name, vega }) => html`<script type="application/json" id="chart-${name}">${scriptJson(vega)}</script>\n`)}
<script>${trusted(scripts.vega)}</script>
${scripts.modules.map((script) => html`<script type="module">${trusted(script)}</script>\n`)}
</body>
</html>
`;
	return page.markup;
}

function header(
	summary: RunSummary,
	title: string,
	{ sections }: Headings,
): Markup {
	const { run, cells, devices } = summary;
	const valid = cells.filter(({ verdict }) => verdict === "valid").length;
	const processors = [...devices.values()].flatMap(({ environments }) => {
		const model = environments[0]?.cpuModel;
		return typeof model === "string" ? model : [];
	});
	const facts = [run.id, run.preset, ...new Set(processors)];
	const links = (
		[
			"cells",
			"verdicts",
			"charts",
			"disagreements",
			"method",
			"run",
			"environment",
		] as const
	).filter(
		(id) =>
			id !== "disagreements" ||
			cells.some(({ comparison }) => comparison !== undefined),
	);
	return html`<header><h1>${title}</h1><p class="faint">${facts.join(" · ")}</p>
${summary.notes.map((note) => html`<p class="note">${note}</p>`)}
<ul class="counts"><li><b>${cells.length}</b> ${sections.cellCount}</li><li><b>${valid}</b> ${sections.valid}</li><li><b>${cells.length - valid}</b> ${sections.invalid}</li></ul>
<nav><ul>${links.map((id) => html`<li><a href="#${id}">${sections[id]}</a></li>`)}</ul></nav></header>`;
}

function chartSection(
	charts: readonly PageChart[],
	problems: readonly PivotProblem[],
	{ sections }: Headings,
): Markup {
	const figures = charts.map(
		({ name, title, svg }) =>
			html`<figure data-chart="${name}" aria-label="${title}" tabindex="0"><div class="plot">${trusted(svg)}</div></figure>\n`,
	);
	return html`<section id="charts"><h2>${sections.charts}</h2><div class="charts">${figures}</div>${problems.map(({ title, problem }) => html`<p class="note">${title}: ${sections.undrawnChart} ${problem}</p>`)}</section>`;
}

function contentPolicy({ vega, modules }: PageScripts): string {
	const hashes = [vega, ...modules].map(sourceHash).join(" ");
	return [
		"default-src 'none'",
		`script-src 'unsafe-eval' ${hashes}`,
		// Vega sets style attributes on what it draws.
		"style-src 'unsafe-inline'",
		"img-src data:",
		"base-uri 'none'",
		"form-action 'none'",
	].join("; ");
}
