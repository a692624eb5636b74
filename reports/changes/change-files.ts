import type { ChangeReport } from "../../compare/comparison.ts";
import { pngMaker } from "../pictures.ts";
import type { ReportFiles } from "../report-files.ts";
import { toActionBenchmark } from "./action-benchmark.ts";
import { toBencher } from "./bencher.ts";
import { claimsOf } from "./claim.ts";
import { claimSvg } from "./claim-picture.ts";
import { digest } from "./digest.ts";
import { currentFigures } from "./figures.ts";
import { ACCUSATIONS, GROUPS } from "./groups.ts";
import { changesHtml } from "./html.ts";
import { toChangesJson } from "./json.ts";
import { toJunit } from "./junit.ts";
import { changesMarkdown } from "./markdown.ts";
import type { PageData } from "./page/data.ts";
import { loadChangesScript } from "./page/load-script.ts";
import { pageData } from "./page-data.ts";

/** The page of a report, beside its other files. */
export const CHANGES_PAGE = "changes.html";

/** How many regressions are drawn as pictures for a chat; the page draws every one. */
const MOST_PICTURES = 4;

/**
 * Every file of a report about changes by its path: the page, Markdown, JSON, JUnit XML, the formats of
 * github-action-benchmark and Bencher, and pictures of the gravest regressions. On a machine without fonts the PNGs are
 * left out.
 */
export async function changeFiles(report: ChangeReport): Promise<ReportFiles> {
	const { current } = report.comparison;
	const claimed = claimsOf(report);
	const said = digest(report, claimed);
	const figures = currentFigures(current, claimed);
	const data = pageData(report, claimed);
	// Pictures are drawn on threads of their own, beside the rest.
	const pictures = pictureFiles(data);
	const script = await loadChangesScript();
	return new Map<string, string | Uint8Array>([
		["changes.md", changesMarkdown(said, { page: CHANGES_PAGE })],
		[CHANGES_PAGE, changesHtml(said, { data, script })],
		["changes.json", toChangesJson(report)],
		["changes.junit.xml", toJunit(current, claimed)],
		["custom-smaller-is-better.json", toActionBenchmark(figures)],
		["bmf.json", toBencher(figures)],
		...(await pictures),
	]);
}

async function pictureFiles(
	data: PageData,
): Promise<readonly (readonly [string, string | Uint8Array])[]> {
	const drawn = data.cells
		.flatMap((cell) => cell[2].map((claim) => ({ cell, claim })))
		.filter(({ claim: [, rank, , , , , , strips] }) => {
			const group = GROUPS[rank];
			return (
				group !== undefined && ACCUSATIONS.has(group.id) && strips.length > 0
			);
		})
		.toSorted(
			({ claim: left }, { claim: right }) =>
				Math.abs(right[5] ?? 0) - Math.abs(left[5] ?? 0),
		)
		.slice(0, MOST_PICTURES);
	const toPng = pngMaker();
	const files = await Promise.all(
		drawn.map(async ({ cell, claim }, index) => {
			const svg = claimSvg(cell, claim, data);
			const png = await toPng(svg);
			const path = `charts/regression-${index + 1}`;
			return [
				[`${path}.svg`, svg] as const,
				...(png === undefined ? [] : [[`${path}.png`, png] as const]),
			];
		}),
	);
	return files.flat();
}
