import { deviceFacts } from "../device-facts.ts";
import { answerText, disagreementGroups } from "../disagreements.ts";
import {
	type FilledTable,
	fieldText,
	type PivotProblem,
	type TableField,
} from "../filled-table.ts";
import { formatCount } from "../format.ts";
import { HEADINGS, type Headings } from "../headings.ts";
import type { Language } from "../language.ts";
import type { RunSummary } from "../summary.ts";
import { filledColumns, type Row, type ShownColumn, toRow } from "../table.ts";
import { tablesOf } from "../tables.ts";
import { verdictList } from "../verdict-list.ts";
import { html, type Markup } from "./markup.ts";

/** The tables that the suite declares, with the published figures beside ours. */
export function pivotSection(summary: RunSummary, lang: Language): Markup {
	const { sections } = HEADINGS[lang];
	const tables = tablesOf(summary, lang);
	const { published } = summary.suite;
	if (tables.length === 0) {
		return html``;
	}
	const source =
		published &&
		html`<p class="footnote">${sections.publishedSource}: ${published.source}</p>`;
	return html`<div class="tables">${tables.map((table) => pivotTable(table, sections))}</div>${source}`;
}

function pivotTable(
	table: FilledTable | PivotProblem,
	sections: Headings["sections"],
): Markup {
	if ("problem" in table) {
		return html`<section><h2>${table.title}</h2><p class="note">${sections.undrawn} ${table.problem}</p></section>`;
	}
	const [corner = "", ...headings] = table.headings;
	const rows = table.rows.map(
		({ heading, fields }) =>
			html`<tr><th scope="row">${heading}</th>${fields.map(pivotField)}</tr>`,
	);
	const untrusted = table.rows.some(({ fields }) =>
		fields.some((field) => !field.trusted),
	);
	return html`<section><h2>${table.title}</h2>
<div class="scroll" role="region" tabindex="0" aria-label="${table.title}"><table>
<thead><tr><th scope="col">${corner}</th>${headings.map((heading) => html`<th scope="col" class="number">${heading}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>
${untrusted ? html`<p class="footnote">${sections.untrusted}</p>` : undefined}</section>`;
}

function pivotField(field: TableField): Markup {
	const { trusted, published } = field;
	const kind = published ? "published" : trusted ? "" : "untrusted";
	return html`<td class="number ${kind}">${fieldText(field)}</td>`;
}

/** Every cell in one table, with what sorts and filters it. */
export function cellSection(
	summary: RunSummary,
	{ sections, columns: headings }: Headings,
): Markup {
	const rows = summary.cells.map(toRow);
	const columns = verdictFirst(filledColumns(rows));
	const head = columns.map(
		({ name, numeric }) =>
			html`<th scope="col" class="${numeric ? "number" : ""}">${headings[name]}</th>`,
	);
	const body = rows.map(
		(row) =>
			html`<tr data-verdict="${row.verdict === "valid" ? "valid" : "invalid"}">${columns.map((column) => cellField(column, row))}</tr>\n`,
	);
	return html`<section id="cells"><h2>${sections.cells}</h2>
<form class="filter" data-table="cell-table" role="search" hidden>
<label>${sections.search} <input type="search" name="search"></label>
<label>${sections.filter} <select name="verdict"><option value="">${sections.all}</option><option value="valid">${sections.valid}</option><option value="invalid">${sections.invalid}</option></select></label>
<output aria-live="polite"></output></form>
<div class="scroll" role="region" tabindex="0" aria-label="${sections.cells}"><table id="cell-table" class="sortable">
<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div></section>`;
}

// On a narrow screen the last columns are out of sight; what a figure is worth must not be.
function verdictFirst<Column extends ShownColumn>(
	columns: readonly Column[],
): readonly Column[] {
	const isVerdict = ({ name }: Column) => name === "verdict";
	const isAxis = ({ name }: Column) =>
		["model", "variant", "delegate", "threads", "device"].includes(name);
	const figures = columns.filter(
		(column) => !isAxis(column) && !isVerdict(column),
	);
	return [...columns.filter(isAxis), ...columns.filter(isVerdict), ...figures];
}

function cellField(column: ShownColumn, row: Row): Markup {
	const text = column.text(row);
	const value = row[column.sortBy] ?? "";
	if (column.name === "verdict") {
		return html`<td data-value="${value}">${verdictBadge(text)}</td>`;
	}
	const untrusted =
		column.name === "latency" && row.verdict !== "valid" ? "untrusted" : "";
	return html`<td class="${column.numeric ? "number" : ""} ${untrusted}" data-value="${value}">${text}</td>`;
}

function verdictBadge(verdict: string): Markup {
	return verdict === "valid"
		? html`<span class="verdict valid">✓ ${verdict}</span>`
		: html`<span class="verdict invalid">${verdict}</span>`;
}

/** Why figures are not to be trusted, and what to do about it. */
export function verdictSection(
	summary: RunSummary,
	{ sections }: Headings,
): Markup {
	const cards = verdictList(summary).map(
		({
			cells,
			verdict,
			reason,
			advice,
		}) => html`<article class="card"><h3>${verdictBadge(verdict)}</h3>
<p>${cells.map((cell) => html`<code>${cell}</code><br>`)}</p>
<dl><dt>${sections.reason}</dt><dd>${reason}</dd><dt>${sections.advice}</dt><dd>${advice}</dd></dl></article>`,
	);
	return html`<section id="verdicts"><h2>${sections.verdicts}</h2>${cards.length === 0 ? html`<p>${sections.allValid}</p>` : cards}</section>`;
}

/** Which samples variants and their references see differently. */
export function disagreementSection(
	summary: RunSummary,
	{ sections, columns }: Headings,
): Markup {
	const groups = disagreementGroups(summary).map(
		({ cells, summary: text, listed, more }) => {
			const rows = listed.map(
				({ sample, reference, variant }) =>
					html`<tr><td class="number">${sample}</td><td>${answerText(reference)}</td><td>${answerText(variant)}</td></tr>`,
			);
			const table = html`<div class="scroll"><table><thead><tr><th scope="col" class="number">${sections.sample}</th><th scope="col">${sections.reference} (${summary.reference})</th><th scope="col">${columns.variant}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
			return html`<h3>${cells.map((cell) => html`<code>${cell}</code> `)}</h3><p>${text}</p>
${rows.length === 0 ? undefined : table}${more === 0 ? undefined : html`<p class="footnote">+ ${formatCount(more)}: results.json</p>`}`;
		},
	);
	return groups.length === 0
		? html``
		: html`<section id="disagreements"><h2>${sections.disagreements}</h2>${groups}</section>`;
}

/** Names and values. */
export function factSection(
	id: string,
	title: string,
	facts: readonly (readonly [string, string])[],
): Markup {
	return html`<section id="${id}"><h2>${title}</h2>${factTable(facts)}</section>`;
}

/** The devices of the run, each with its notes and facts. */
export function deviceSection(
	summary: RunSummary,
	{ sections }: Headings,
): Markup {
	const devices = deviceFacts(summary).map(
		({ device, notes, facts }) =>
			html`<h3>${device}</h3>${notes.map((note) => html`<p class="note">${note}</p>`)}${factTable(facts)}`,
	);
	return html`<section id="environment"><h2>${sections.environment}</h2>${devices}</section>`;
}

function factTable(facts: readonly (readonly [string, string])[]): Markup {
	const rows = facts.map(
		([name, value]) =>
			html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`,
	);
	return html`<div class="scroll"><table class="facts"><tbody>${rows}</tbody></table></div>`;
}
