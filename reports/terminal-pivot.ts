import { printable } from "../lib/printable.ts";
import {
	type FilledTable,
	fieldText,
	type PivotProblem,
} from "./filled-table.ts";
import { HEADINGS } from "./headings.ts";

import { GAP, paint, type TerminalOptions } from "./terminal-look.ts";
import { displayWidth, pad, wrap } from "./text-layout.ts";

/** A declared table in lines; one that is too wide is stacked, one figure a line. */
export function pivotLines(
	table: FilledTable | PivotProblem,
	options: TerminalOptions,
): readonly string[] {
	const { undrawn, untrusted } = HEADINGS[options.lang].sections;
	const title = wrap(printable(table.title), options.width).map((line) =>
		paint(line, "bold", options),
	);
	if ("problem" in table) {
		const text = printable(`${undrawn} ${table.problem}`);
		return ["", ...title, ...wrap(text, options.width)];
	}
	const marked = table.rows.some(({ fields }) =>
		fields.some(({ trusted }) => !trusted),
	);
	const footnote = marked ? wrap(untrusted, options.width) : [];
	return ["", ...title, ...bodyLines(table, options), ...footnote];
}

function bodyLines(
	table: FilledTable,
	options: TerminalOptions,
): readonly string[] {
	const headings = table.headings.map(printable);
	const rows = table.rows.map(({ heading, fields }) =>
		[heading, ...fields.map(fieldText)].map(printable),
	);
	const widths = headings.map((_, column) =>
		Math.max(
			...[headings, ...rows].map((row) => displayWidth(row[column] ?? "")),
		),
	);
	const line = (row: readonly string[]) =>
		row
			.map((text, column) =>
				pad(text, widths[column] ?? 0, column === 0 ? "left" : "right"),
			)
			.join(GAP);
	return displayWidth(line(headings)) <= options.width
		? [paint(line(headings), "dim", options), ...rows.map(line)]
		: table.rows.flatMap((row) => stacked(row, table));
}

/** One row, one figure a line, the published one in brackets behind ours. */
function stacked(
	{ heading, fields }: FilledTable["rows"][number],
	{ headings }: FilledTable,
): readonly string[] {
	const lines: string[] = [];
	for (const [index, field] of fields.entries()) {
		const name = headings[index + 1] ?? "";
		if (field.published) {
			lines.push(`${lines.pop() ?? " "} (${name} ${field.text})`);
		} else {
			lines.push(`  ${name}: ${fieldText(field)}`);
		}
	}
	return [heading, ...lines].map(printable);
}
