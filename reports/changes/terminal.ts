import type { ChangeReport } from "../../compare/comparison.ts";
import { formatCount } from "../format.ts";
import { GAP, paint, type TerminalOptions } from "../terminal-look.ts";
import { displayWidth, pad, truncate, wrap } from "../text-layout.ts";
import { type Claim, claimTitle } from "./claim.ts";
import { type ClaimGroup, digest } from "./digest.ts";
import type { Tone } from "./groups.ts";

/** What the terminal can show: its width in columns, and whether it shows colour. */
export type ChangesLook = Pick<TerminalOptions, "colour" | "width">;

/** How many claims of a group are listed; the files of the report have them all. */
const MOST_CLAIMS = 20;

/** The narrowest that a cell's name is cut to. */
const NARROW_CELL = 16;

const STYLES = {
	bad: "red",
	caution: "yellow",
	good: "green",
	plain: "dim",
} as const satisfies Record<Tone, Parameters<typeof paint>[1]>;

/** A report for a terminal: what changed as a short table, gravest first, and the count of the rest. Ends with a line feed. */
export function changesText(report: ChangeReport, look: ChangesLook): string {
	const { headline, facts, notes, groups } = digest(report);
	const lines = [
		...wrap(headline, look.width).map((line) => paint(line, "bold", look)),
		...notes.flatMap((note) => wrap(note, look.width)),
		...groups.flatMap((group) => groupLines(group, look)),
		...(groups.length === 0 ? [] : [""]),
		...facts.flatMap((fact) => wrap(`${fact}.`, look.width)),
	];
	return `${lines.join("\n")}\n`;
}

function groupLines(
	{ group, claims }: ClaimGroup,
	look: ChangesLook,
): readonly string[] {
	const shown = claims.slice(0, MOST_CLAIMS);
	const more = claims.length - shown.length;
	return [
		"",
		paint(group.title, STYLES[group.tone], look),
		...tableLines(shown.map(fieldsOf), look.width),
		...(more === 0 ? [] : [`${GAP}… and ${formatCount(more)} more`]),
	];
}

function fieldsOf(claim: Claim): readonly string[] {
	return [claim.cell, claimTitle(claim), claim.figures, claim.effect];
}

/** Columns side by side; the first one, the cell, gives way where the width does not suffice, then the line is cut. */
function tableLines(
	rows: readonly (readonly string[])[],
	width: number,
): readonly string[] {
	const widths = (rows[0] ?? []).map((_, column) =>
		Math.max(...rows.map((fields) => displayWidth(fields[column] ?? ""))),
	);
	const others = widths.slice(1).reduce((sum, of) => sum + of + GAP.length, 0);
	const room = Math.max(NARROW_CELL, width - GAP.length - others);
	widths[0] = Math.min(widths[0] ?? 0, room);
	return rows.map((fields) =>
		truncate(
			GAP +
				fields
					.map((field, column) => {
						const of = widths[column] ?? 0;
						return pad(truncate(field, of), of);
					})
					.join(GAP)
					.trimEnd(),
			width,
		),
	);
}
