import type { Language } from "./language.ts";

/** How a run is shown on a terminal. `width` in columns of the terminal. */
export type TerminalOptions = {
	readonly lang: Language;
	readonly colour: boolean;
	readonly width: number;
};

/** What parts two columns. */
export const GAP = "  ";

// Select Graphic Rendition: ECMA-48, section 8.3.117.
const STYLES = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 };

/** A text in a style, where the terminal shows colour. */
export function paint(
	text: string,
	style: keyof typeof STYLES,
	{ colour }: Pick<TerminalOptions, "colour">,
): string {
	return colour ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
}
