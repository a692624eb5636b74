import { stringify } from "csv-stringify/sync";
import type { RunSummary } from "./summary.ts";
import { COLUMNS, type Field } from "./table.ts";

/**
 * results.csv (RFC 4180, lines ended by LF): one row per cell, the columns of `COLUMNS`, an absent figure as an empty
 * field. A text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export function toCsv(summary: RunSummary): string {
	const rows = summary.cells.map((cell) =>
		COLUMNS.map(({ field }) => csvField(field(cell))),
	);
	return stringify([COLUMNS.map(({ name }) => name), ...rows]);
}

function csvField(field: Field): string {
	if (field === undefined) {
		return "";
	}
	return typeof field === "string" ? unformula(field) : String(field);
}

/** A text as a field that no spreadsheet takes for a formula: with an apostrophe before what would begin one. */
export function unformula(text: string): string {
	return /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
}
