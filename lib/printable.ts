/**
 * A text from elsewhere, fit for a terminal or a log: control characters, which could move the cursor or change the
 * terminal, and the marks that turn the reading direction, are replaced by U+FFFD; line ends become spaces.
 */
export function printable(text: string): string {
	// Most texts are plain, and reports ask for a million of them.
	if (PLAIN.test(text)) {
		return text;
	}
	return text
		.replaceAll(/\s*[\r\n]+\s*/g, " ")
		.replaceAll(
			/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu,
			"\ufffd",
		);
}

const PLAIN = /^[ -~]*$/;
