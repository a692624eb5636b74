import type { Entry } from "../history/entry.ts";
import { HEADINGS, titleIn } from "./headings.ts";
import type { Language } from "./language.ts";
import { type PivotField, type PivotProblem, type PivotTable, pivotTables } from "./pivot.ts";
import { displayWidth, pad, plainText, truncate, wrap } from "./plain-text.ts";
import { type RunSummary, summarize } from "./summary.ts";
import { filledColumns, type Row, type ShownColumn, type ShownColumnName, toRow, UNTRUSTED_MARK } from "./table.ts";
import { verdictList } from "./verdict-list.ts";

/** How the table is drawn. `width` in columns of the terminal. */
export type TerminalOptions = { readonly lang: Language; readonly colour: boolean; readonly width: number };

/** The columns that a terminal shows, the most important first: the last ones give way where the width does not suffice. */
const PRIORITY: readonly ShownColumnName[] = [
	"variant",
	"delegate",
	"threads",
	"latency",
	"verdict",
	"accuracy",
	"size",
	"interval",
	"device",
	"memory",
	"disagreements",
	"load",
	"first",
	"minimum",
];

const GAP = "  ";

/** The narrowest that a verdict is cut to before another column gives way. */
const NARROW_VERDICT = 16;

/** A run's results for a terminal: the cells grouped by model, then why figures are not to be trusted. Ends with a line feed. */
export function terminalTable(entries: readonly Entry[], options: TerminalOptions): string {
	const summary = summarize(entries);
	const { title, name } = summary.suite;
	const lines = [
		bold(truncate(plainText(titleIn(options.lang, title ?? name)), options.width), options),
		...summary.notes.flatMap((note) => wrap(plainText(note), options.width)),
		...pivotTables(summary, options.lang).flatMap((table) => pivotLines(table, options)),
		"",
		...cellLines(summary, options),
		...verdictLines(summary, options),
	];
	return `${lines.join("\n")}\n`;
}

function cellLines(summary: RunSummary, options: TerminalOptions): readonly string[] {
	const rows = summary.cells.map(toRow);
	const columns = layOut(rows, summary, options);
	const heading = columns.map(({ heading, width, numeric }) => pad(heading, width, numeric ? "right" : "left"));
	const lines = [dim(heading.join(GAP).trimEnd(), options)];
	for (const model of summary.suite.models) {
		lines.push(bold(truncate(plainText(model.name), options.width), options));
		const ofModel = rows.filter((row) => row.model === model.name);
		lines.push(...ofModel.map((row) => columns.map((column) => fieldText(column, row, options)).join(GAP).trimEnd()));
	}
	return lines;
}

type LaidColumn = ShownColumn & { readonly heading: string; readonly width: number };

function layOut(rows: readonly Row[], summary: RunSummary, { lang, width }: TerminalOptions): readonly LaidColumn[] {
	const candidates = filledColumns(rows)
		.filter(({ name }) => name !== "device" || summary.suite.devices.length > 1)
		.map((column) => {
			const heading = HEADINGS[lang].columns[column.name];
			const widths = rows.map((row) => displayWidth(plainText(column.text(row))));
			return { ...column, heading, width: Math.max(displayWidth(heading), ...widths) };
		});
	const chosen = new Set<string>();
	let free = width + GAP.length;
	for (const name of PRIORITY) {
		const column = candidates.find((candidate) => candidate.name === name);
		const needed = GAP.length + leastWidth(column);
		if (column !== undefined && (chosen.size < 2 || needed <= free)) {
			chosen.add(name);
			free -= needed;
		}
	}
	return candidates
		.filter(({ name }) => chosen.has(name))
		.map((column) => (column.name === "verdict" ? { ...column, width: leastWidth(column) + Math.max(0, free) } : column));
}

function leastWidth(column: { readonly name: string; readonly width: number } | undefined): number {
	return column?.name === "verdict" ? Math.min(NARROW_VERDICT, column.width) : (column?.width ?? 0);
}

function fieldText(column: LaidColumn, row: Row, options: TerminalOptions): string {
	const text = pad(truncate(plainText(column.text(row)), column.width), column.width, column.numeric ? "right" : "left");
	return column.name === "verdict" ? paint(text.trimEnd(), row.verdict === "valid" ? "green" : "yellow", options) : text;
}

function pivotLines(table: PivotTable | PivotProblem, options: TerminalOptions): readonly string[] {
	const title = ["", ...wrap(plainText(table.title), options.width).map((line) => bold(line, options))];
	if ("problem" in table) {
		const { undrawn } = HEADINGS[options.lang].sections;
		return [...title, ...wrap(plainText(`${undrawn} ${table.problem}`), options.width)];
	}
	const texts = table.rows.map(({ heading, fields }) => [heading, ...fields.map(fieldMark)].map(plainText));
	const headings = table.headings.map(plainText);
	const widths = headings.map((heading, column) =>
		Math.max(displayWidth(heading), ...texts.map((row) => displayWidth(row[column] ?? ""))),
	);
	const untrusted = table.rows.some(({ fields }) => fields.some(({ trusted }) => !trusted));
	const footnote = untrusted ? wrap(HEADINGS[options.lang].sections.untrusted, options.width) : [];
	const fits = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) <= options.width;
	const line = (row: readonly string[]) =>
		row.map((text, column) => pad(text, widths[column] ?? 0, column === 0 ? "left" : "right")).join(GAP);
	const body = fits ? [dim(line(headings), options), ...texts.map(line)] : texts.flatMap((row) => stacked(headings, row));
	return [...title, ...body, ...footnote];
}

/** A row of a table that is too wide, one field a line. */
function stacked(headings: readonly string[], [first = "", ...fields]: readonly string[]): readonly string[] {
	return [first, ...fields.map((text, column) => `  ${headings[column + 1]}: ${text}`)];
}

function fieldMark({ text, trusted }: PivotField): string {
	return trusted ? text : `${text}${UNTRUSTED_MARK}`;
}

function verdictLines(summary: RunSummary, options: TerminalOptions): readonly string[] {
	const { sections } = HEADINGS[options.lang];
	const listed = verdictList(summary);
	if (listed.length === 0) {
		return ["", paint(sections.allValid, "green", options)];
	}
	const lines = ["", bold(sections.verdicts, options)];
	for (const { title, reason, advice } of listed) {
		lines.push(paint(truncate(plainText(title), options.width), "yellow", options));
		for (const text of [reason, advice]) {
			lines.push(...wrap(plainText(text), Math.max(20, options.width - 2)).map((line) => `  ${line}`));
		}
	}
	return lines;
}

const CODES = { green: 32, yellow: 33, bold: 1, dim: 2 };

function paint(text: string, style: keyof typeof CODES, { colour }: TerminalOptions): string {
	return colour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
}

function bold(text: string, options: TerminalOptions): string {
	return paint(text, "bold", options);
}

function dim(text: string, options: TerminalOptions): string {
	return paint(text, "dim", options);
}
