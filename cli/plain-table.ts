import { printable } from "../lib/printable.ts";
import { displayWidth, pad } from "../reports/text-layout.ts";

/** A table of texts; columns of numbers stand to the right. */
export type PlainTable = {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly string[])[];
};

/** A table for a terminal or a pipe: its columns filled up with blanks, nothing cut off. Ends with a line feed. */
export function plainTable({ columns, rows }: PlainTable): string {
	const lines = [columns, ...rows].map((row) => row.map(printable));
	const laid = columns.map((_, index) => {
		const texts = lines.map((line) => line[index] ?? "");
		return {
			width: Math.max(...texts.map(displayWidth)),
			side: texts.slice(1).every((text) => /^[-\d.,]*$|^–$/.test(text))
				? ("right" as const)
				: ("left" as const),
		};
	});
	return lines
		.map((line) =>
			laid
				.map(({ width, side }, index) => pad(line[index] ?? "", width, side))
				.join("  ")
				.trimEnd(),
		)
		.map((line) => `${line}\n`)
		.join("");
}
