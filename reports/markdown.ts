import { chartProblems } from "./charts/all.ts";
import type { Chart } from "./charts/chart.ts";
import { deviceFacts } from "./device-facts.ts";
import {
	answerText,
	type DisagreementGroup,
	disagreementGroups,
} from "./disagreements.ts";
import {
	type FilledTable,
	fieldText,
	type PivotProblem,
} from "./filled-table.ts";
import { formatCount } from "./format.ts";
import { HEADINGS, type Headings, titleIn } from "./headings.ts";
import type { Language } from "./language.ts";
import { escapeText } from "./markdown-text.ts";
import { methodText, runFacts } from "./method.ts";
import type { RunSummary } from "./summary.ts";
import { filledColumns, toRow } from "./table.ts";
import { tablesOf } from "./tables.ts";
import { verdictList } from "./verdict-list.ts";

/** How report.md is made: the language of its headings, and the charts whose pictures lie beside it. */
export type MarkdownOptions = {
	readonly lang: Language;
	readonly charts: readonly Pick<Chart, "name" | "title">[];
};

/** report.md: the declared tables, all cells, verdicts, charts, disagreements, method and environment. */
export function toMarkdown(
	summary: RunSummary,
	{ lang, charts }: MarkdownOptions,
): string {
	const words = HEADINGS[lang];
	const blocks = [
		`# ${escapeText(titleIn(lang, summary.suite.title ?? summary.suite.name))}`,
		...summary.notes.map((note) => `> **${escapeText(note)}**`),
		...tablesOf(summary, lang).flatMap((table) => pivotBlocks(table, words)),
		...publishedBlock(summary, words),
		`## ${words.sections.cells}`,
		cellTable(summary, words),
		`## ${words.sections.verdicts}`,
		...verdictBlocks(summary, words),
		`## ${words.sections.charts}`,
		...charts.map(
			({ name, title }) => `![${escapeText(title)}](charts/${name}.svg)`,
		),
		...chartProblems(summary, lang).map(
			({ title, problem }) =>
				`> ${escapeText(title)}: ${words.sections.undrawnChart} ${escapeText(problem)}`,
		),
		...disagreementBlocks(summary, words),
		`## ${words.sections.method}`,
		...methodText(summary),
		`## ${words.sections.run}`,
		factTable(runFacts(summary), words),
		`## ${words.sections.environment}`,
		...deviceFacts(summary).flatMap(({ device, notes, facts }) => [
			`### ${escapeText(device)}`,
			...notes.map((note) => `> ${escapeText(note)}`),
			factTable(facts, words),
		]),
	];
	return `${blocks.join("\n\n")}\n`;
}

function pivotBlocks(
	table: FilledTable | PivotProblem,
	{ sections }: Headings,
): readonly string[] {
	const heading = `## ${escapeText(table.title)}`;
	if ("problem" in table) {
		return [heading, `> ${sections.undrawn} ${escapeText(table.problem)}`];
	}
	const rows = table.rows.map(({ heading, fields }) => [
		heading,
		...fields.map(fieldText),
	]);
	const untrusted = table.rows.some(({ fields }) =>
		fields.some(({ trusted }) => !trusted),
	);
	const numeric = table.headings.map((_, index) => index > 0);
	return [
		heading,
		markdownTable(table.headings, rows, numeric),
		...(untrusted ? [escapeText(sections.untrusted)] : []),
	];
}

function publishedBlock(
	{ suite }: RunSummary,
	{ sections }: Headings,
): readonly string[] {
	return suite.published === undefined
		? []
		: [`${sections.publishedSource}: ${escapeText(suite.published.source)}.`];
}

function cellTable(summary: RunSummary, { columns }: Headings): string {
	const rows = summary.cells.map(toRow);
	const shown = filledColumns(rows);
	return markdownTable(
		shown.map(({ name }) => columns[name]),
		rows.map((row) => shown.map(({ text }) => text(row))),
		shown.map(({ numeric }) => numeric),
	);
}

function verdictBlocks(
	summary: RunSummary,
	{ sections }: Headings,
): readonly string[] {
	const listed = verdictList(summary);
	if (listed.length === 0) {
		return [sections.allValid];
	}
	const items = listed.map(({ title, reason, advice }) =>
		[
			`- **${escapeText(title)}**`,
			`${sections.reason}: ${escapeText(reason)}`,
			`${sections.advice}: ${escapeText(advice)}`,
		].join("  \n  "),
	);
	return [items.join("\n")];
}

function disagreementBlocks(
	summary: RunSummary,
	words: Headings,
): readonly string[] {
	const groups = disagreementGroups(summary);
	return groups.length === 0
		? []
		: [
				`## ${words.sections.disagreements}`,
				...groups.flatMap((group) => groupBlocks(group, summary, words)),
			];
}

function groupBlocks(
	group: DisagreementGroup,
	{ reference }: RunSummary,
	{ sections, columns }: Headings,
): readonly string[] {
	const { cells, summary, listed, more } = group;
	const rows = listed.map(({ sample, reference, variant }) => [
		String(sample),
		answerText(reference),
		answerText(variant),
	]);
	const headings = [
		sections.sample,
		`${sections.reference} (${reference})`,
		columns.variant,
	];
	return [
		`**${escapeText(cells.join(", "))}**`,
		escapeText(summary),
		...(rows.length === 0
			? []
			: [markdownTable(headings, rows, [true, false, false])]),
		...(more === 0 ? [] : [`… +${formatCount(more)} (results.json)`]),
	];
}

function factTable(
	facts: readonly (readonly [string, string])[],
	{ sections }: Headings,
): string {
	return markdownTable([sections.fact, sections.value], facts, [false, false]);
}

function markdownTable(
	headings: readonly string[],
	rows: readonly (readonly string[])[],
	numeric: readonly boolean[],
): string {
	const line = (fields: readonly string[]) =>
		`| ${fields.map(escapeText).join(" | ")} |`;
	const rule = `| ${numeric.map((right) => (right ? "---:" : "---")).join(" | ")} |`;
	return [line(headings), rule, ...rows.map(line)].join("\n");
}
