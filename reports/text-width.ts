import { displayWidth } from "./text-layout.ts";

// Widths in ems of the letters of common sans-serif fonts; wide rather than narrow, so that nothing is cut off.
const NARROW = /[ijltfrI.,:;'|!()[\]/ ·-]/;
const BROAD = /[A-HJ-Zmw%@–…]/;
const NARROW_EM = 0.38;
const USUAL_EM = 0.63;
const BROAD_EM = 0.86;
const FULL_WIDTH_EM = 1;
const BOLD_FACTOR = 1.1;

/** About how wide a text is in a sans-serif font of a size, in the unit of the size. */
export function textWidth(
	text: string,
	fontSize: number,
	bold: boolean,
): number {
	let ems = 0;
	for (const letter of text) {
		ems += letterEms(letter);
	}
	return ems * fontSize * (bold ? BOLD_FACTOR : 1);
}

function letterEms(letter: string): number {
	switch (displayWidth(letter)) {
		case 0:
			return 0;
		case 2:
			return FULL_WIDTH_EM;
		default:
			return NARROW.test(letter)
				? NARROW_EM
				: BROAD.test(letter)
					? BROAD_EM
					: USUAL_EM;
	}
}
