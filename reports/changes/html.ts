import { formatCount } from "../format.ts";
import { html, type Markup, scriptJson, trusted } from "../page/markup.ts";
import { sourceHash } from "../page/source-hash.ts";
import { type Claim, claimText, claimTitle } from "./claim.ts";
import type { ClaimGroup, Digest } from "./digest.ts";
import type { PageData } from "./page/data.ts";
import { CHANGES_STYLE } from "./page/style.ts";

/** How many claims of a group stand above the table; the table has them all. */
const MOST_CLAIMS = 20;

/** What the page carries besides its text: what its table and charts are made of, and the script that makes them. */
export type ChangesPageParts = {
	readonly data: PageData;
	readonly script: string;
};

/**
 * changes.html: one page that carries everything within itself and asks no network. What changed is told in its text,
 * without JavaScript too; the table of all cells and the charts of an opened one are made by the page's one script from
 * the data that it carries as JSON. A Content Security Policy allows that script and that style alone, by their hashes.
 */
export function changesHtml(
	said: Digest,
	{ data, script }: ChangesPageParts,
): string {
	const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${said.headline}</title>
<style>${trusted(CHANGES_STYLE)}</style>
</head>
<body>
${header(said)}
<main>
${said.groups.map(groupSection)}
${cellSection()}
</main>
<script type="application/json" id="page-data">${scriptJson(data)}</script>
<script type="module">${trusted(script)}</script>
</body>
</html>
`;
	return page.markup;
}

function header({ headline, facts, notes, groups, unchanged }: Digest): Markup {
	const counts = groups.map(
		({ group, claims }) =>
			html`<li><a href="#${group.id}"><b>${formatCount(claims.length)}</b> ${group.noun}</a></li>`,
	);
	return html`<header><h1>${headline}</h1>
${facts.map((fact) => html`<p class="faint">${fact}.</p>`)}
${notes.map((note) => html`<p class="note">${note}</p>`)}
<ul class="counts">${counts}<li><b>${formatCount(unchanged)}</b> unchanged</li><li><a href="#cells">all cells</a></li></ul></header>`;
}

function groupSection({ group, claims }: ClaimGroup): Markup {
	const shown = claims.slice(0, MOST_CLAIMS);
	const more = claims.length - shown.length;
	return html`<section id="${group.id}"><h2>${group.title} (${formatCount(claims.length)})</h2>
<ul class="claims">${shown.map((claim) => claimItem(claim, group.tone))}</ul>
${more === 0 ? undefined : html`<p class="footnote">+ ${formatCount(more)} more: choose “${group.title}” above the table of all cells.</p>`}</section>
`;
}

function claimItem(claim: Claim, tone: string): Markup {
	const found = [claim.figures, claim.effect].filter((text) => text !== "");
	return html`<li class="${tone}"><p><a href="#${claim.anchor}"><bdi>${claim.cell}</bdi></a> <span class="verdict ${tone}">${claimTitle(claim)}</span> ${found.join(", ")}</p>
<p class="faint">${claimText(claim)}</p></li>
`;
}

function cellSection(): Markup {
	return html`<section id="cells"><h2>All cells</h2>
<noscript><p class="note">The table of all cells and the charts need JavaScript; what changed stands above.</p></noscript>
<p class="footnote">Open a cell to see its launches and its trend.</p>
<form class="filter" role="search" hidden>
<label>Search <input type="search" name="search"></label>
<label>Verdict <select name="verdict"><option value="">all</option></select></label>
<output aria-live="polite"></output></form>
<div class="scroll" role="region" tabindex="0" aria-label="All cells"><table id="cell-table"><thead><tr></tr></thead><tbody></tbody></table></div>
<button type="button" id="more" hidden></button></section>`;
}

function contentPolicy(script: string): string {
	return [
		"default-src 'none'",
		`script-src ${sourceHash(script)}`,
		`style-src ${sourceHash(CHANGES_STYLE)}`,
		"base-uri 'none'",
		"form-action 'none'",
	].join("; ");
}
