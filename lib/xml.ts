import { printable } from "./printable.ts";

/** A text fit for XML and SVG: markup is escaped; what XML 1.0 forbids and what `printable` replaces becomes U+FFFD. */
export function displayText(text: string): string {
	return printable(text)
		.replaceAll(/\p{Surrogate}|[\ufffe\uffff]/gu, "\ufffd")
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}
