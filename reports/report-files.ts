import type { Entry } from "../history/entry.ts";
import { chartsOf } from "./charts/all.ts";
import type { Chart } from "./charts/chart.ts";
import { chartConfig } from "./charts/look.ts";
import { toCsv } from "./csv.ts";
import { compilationFiles } from "./edgetpu.ts";
import { type PageChart, toHtml } from "./html.ts";
import { toJson } from "./json.ts";
import type { Language } from "./language.ts";
import { toMarkdown } from "./markdown.ts";
import type { Painter } from "./pictures.ts";
import { summarize } from "./summary.ts";

/** How a report is made. */
export type ReportOptions = { readonly lang: Language };

/** The content of each file by its path, relative to the folder of the run. */
export type ReportFiles = ReadonlyMap<string, string | Uint8Array>;

/**
 * Every file of a run's report: results.csv, results.json, report.md, report.html and the charts as Vega-Lite, SVG and
 * PNG. On a machine without fonts the PNGs are left out. Rejects with a UserError for entries that `summarize` refuses.
 */
export async function reportFiles(
	entries: readonly Entry[],
	{ lang }: ReportOptions,
): Promise<ReportFiles> {
	const summary = summarize(entries);
	const charts = chartsOf(summary, lang);
	// Vega is large: only what draws loads it.
	const [{ loadPainter }, { loadPageScripts }] = await Promise.all([
		import("./pictures.ts"),
		import("./page/assets.ts"),
	]);
	const [painter, scripts] = await Promise.all([
		loadPainter(),
		loadPageScripts(),
	]);
	const pageCharts = await Promise.all(
		charts.map((chart) => pageChart(chart, painter)),
	);
	return new Map<string, string | Uint8Array>([
		["results.csv", toCsv(summary)],
		["results.json", toJson(summary)],
		["report.md", toMarkdown(summary, { lang, charts })],
		["report.html", toHtml(summary, { lang, charts: pageCharts, scripts })],
		...(await chartFiles(charts, painter)),
		...compilationFiles(entries),
	]);
}

async function pageChart(chart: Chart, painter: Painter): Promise<PageChart> {
	const svg = await painter.toSvg(chart, "page");
	return { ...chart, svg, vega: painter.toVega(chart, "page") };
}

type ChartFile = readonly [string, string | Uint8Array];

async function chartFiles(
	charts: readonly Chart[],
	painter: Painter,
): Promise<readonly ChartFile[]> {
	const files = await Promise.all(
		charts.map(async ({ name, title, spec }): Promise<readonly ChartFile[]> => {
			const document = {
				$schema: VEGA_LITE_SCHEMA,
				...spec,
				config: chartConfig("paper"),
			};
			const svg = await painter.toSvg({ name, title, spec }, "paper");
			const png = await painter.toPng(svg);
			const drawn: readonly ChartFile[] = [
				[`charts/${name}.vl.json`, `${JSON.stringify(document)}\n`],
				[`charts/${name}.svg`, svg],
			];
			return png === undefined
				? drawn
				: [...drawn, [`charts/${name}.png`, png]];
		}),
	);
	return files.flat();
}

const VEGA_LITE_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";
