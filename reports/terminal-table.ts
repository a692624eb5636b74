import type { Entry } from "../history/entry.ts";
import { printable } from "../lib/printable.ts";
import { HEADINGS, titleIn } from "./headings.ts";
import { type RunSummary, summarize } from "./summary.ts";
import {
	filledColumns,
	type Row,
	type ShownColumn,
	type ShownColumnName,
	toRow,
} from "./table.ts";
import { tablesOf } from "./tables.ts";
import { GAP, paint, type TerminalOptions } from "./terminal-look.ts";
import { pivotLines } from "./terminal-pivot.ts";
import { displayWidth, pad, truncate, wrap } from "./text-layout.ts";
import { verdictList } from "./verdict-list.ts";

/** The columns that a terminal shows, the most important first: the last ones give way where the width does not suffice. */
const PRIORITY: readonly ShownColumnName[] = [
	"variant",
	"delegate",
	"threads",
	"device",
	"latency",
	"verdict",
	"accuracy",
	"size",
	"interval",
	"memory",
	"disagreements",
	"load",
	"first",
	"minimum",
];

/** The narrowest that a verdict is cut to before another column gives way. */
const NARROW_VERDICT = 16;

/** A run's results for a terminal: the cells grouped by model, then why figures are not to be trusted. Ends with a line feed. */
export function terminalTable(
	entries: readonly Entry[],
	options: TerminalOptions,
): string {
	const summary = summarize(entries);
	const { title, name } = summary.suite;
	const lines = [
		paintBold(
			truncate(printable(titleIn(options.lang, title ?? name)), options.width),
			options,
		),
		...summary.notes.flatMap((note) => wrap(printable(note), options.width)),
		...tablesOf(summary, options.lang).flatMap((table) =>
			pivotLines(table, options),
		),
		"",
		...cellLines(summary, options),
		...verdictLines(summary, options),
	];
	return `${lines.join("\n")}\n`;
}

function cellLines(
	summary: RunSummary,
	options: TerminalOptions,
): readonly string[] {
	const rows = summary.cells.map(toRow);
	const columns = layOut(rows, options);
	const heading = columns.map(({ heading, width, numeric }) =>
		pad(heading, width, numeric ? "right" : "left"),
	);
	const lines = [paint(heading.join(GAP).trimEnd(), "dim", options)];
	for (const model of summary.suite.models) {
		lines.push(
			paintBold(truncate(printable(model.name), options.width), options),
		);
		const ofModel = rows.filter((row) => row.model === model.name);
		lines.push(
			...ofModel.map((row) =>
				columns
					.map((column) => fieldText(column, row, options))
					.join(GAP)
					.trimEnd(),
			),
		);
	}
	return lines;
}

type LaidColumn = ShownColumn & {
	readonly heading: string;
	readonly width: number;
};

function layOut(
	rows: readonly Row[],
	{ lang, width }: TerminalOptions,
): readonly LaidColumn[] {
	const candidates = filledColumns(rows).map((column) => {
		const heading = HEADINGS[lang].columns[column.name];
		const widths = rows.map((row) => displayWidth(shownText(column, row)));
		return {
			...column,
			heading,
			width: Math.max(displayWidth(heading), ...widths),
		};
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
		.map((column) =>
			column.name === "verdict"
				? { ...column, width: leastWidth(column) + Math.max(0, free) }
				: column,
		);
}

function leastWidth(
	column: { readonly name: string; readonly width: number } | undefined,
): number {
	return column?.name === "verdict"
		? Math.min(NARROW_VERDICT, column.width)
		: (column?.width ?? 0);
}

function fieldText(
	column: LaidColumn,
	row: Row,
	options: TerminalOptions,
): string {
	const text = pad(
		truncate(shownText(column, row), column.width),
		column.width,
		column.numeric ? "right" : "left",
	);
	return column.name === "verdict"
		? paint(
				text.trimEnd(),
				row.verdict === "valid" ? "green" : "yellow",
				options,
			)
		: text;
}

// Room is scarce, and what is not "valid" needs no word to say so.
function shownText(column: ShownColumn, row: Row): string {
	return printable(column.text(row)).replace(
		column.name === "verdict" ? /^invalid: / : "",
		"",
	);
}

function verdictLines(
	summary: RunSummary,
	options: TerminalOptions,
): readonly string[] {
	const { sections } = HEADINGS[options.lang];
	const listed = verdictList(summary);
	if (listed.length === 0) {
		return ["", paint(sections.allValid, "green", options)];
	}
	const lines = ["", paintBold(sections.verdicts, options)];
	for (const { title, reason, advice } of listed) {
		lines.push(
			...wrap(printable(title), options.width).map((line) =>
				paint(line, "yellow", options),
			),
		);
		for (const text of [reason, advice]) {
			lines.push(
				...wrap(printable(text), Math.max(20, options.width - 2)).map(
					(line) => `  ${line}`,
				),
			);
		}
	}
	return lines;
}

function paintBold(text: string, options: TerminalOptions): string {
	return paint(text, "bold", options);
}
