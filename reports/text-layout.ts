// Letters that terminals draw two columns wide (Unicode Standard Annex #11: East Asian Width W and F), and emoji.
const WIDE =
	/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;

// Marks that are drawn over the letter before them, and what has no width of its own.
const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns a terminal draws a text on. */
export function displayWidth(text: string): number {
	let width = 0;
	for (const letter of text) {
		width += ZERO_WIDTH.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
	}
	return width;
}

/** A text filled up with blanks to a width. */
export function pad(
	text: string,
	width: number,
	side: "left" | "right" = "left",
): string {
	const blanks = " ".repeat(Math.max(0, width - displayWidth(text)));
	return side === "left" ? text + blanks : blanks + text;
}

/** A text cut to a width, with `…` where something is missing. */
export function truncate(text: string, width: number): string {
	if (displayWidth(text) <= width) {
		return text;
	}
	let cut = "";
	for (const letter of text) {
		if (displayWidth(cut + letter) > width - 1) {
			break;
		}
		cut += letter;
	}
	return `${cut}…`;
}

/** A text in lines of at most a width, broken at blanks and, where a word is longer, inside it. */
export function wrap(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of text.split(/ +/).flatMap((word) => pieces(word, width))) {
		if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > width) {
			lines.push(line);
			line = "";
		}
		line += line === "" ? word : ` ${word}`;
	}
	return [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
	const found: string[] = [];
	let piece = "";
	for (const letter of word) {
		if (piece !== "" && displayWidth(piece + letter) > width) {
			found.push(piece);
			piece = "";
		}
		piece += letter;
	}
	return [...found, piece];
}
