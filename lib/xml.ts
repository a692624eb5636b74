/** A text fit for XML and SVG: markup is escaped, and characters that XML 1.0 forbids become U+FFFD. */
export function displayText(text: string): string {
	return (
		text
			// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones XML forbids.
			.replaceAll(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, "\ufffd")
			.replaceAll(/\p{Surrogate}/gu, "\ufffd")
			.replaceAll("&", "&amp;")
			.replaceAll("<", "&lt;")
			.replaceAll(">", "&gt;")
			.replaceAll('"', "&quot;")
	);
}
