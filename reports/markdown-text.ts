import { printable } from "../lib/printable.ts";

/** A text that says in Markdown what it says: no markup, no HTML, one line. */
export function escapeText(text: string): string {
	return printable(text)
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll(/[\\`*_[\]|#!~]/g, "\\$&");
}

/** As `escapeText`; nothing in it calls a person, names an issue or becomes a link where a forge or a chat shows it. */
export function quietText(text: string): string {
	// These are found in the text after Markdown is read, so that no escape keeps them from it; a blank without width does.
	const broken = printable(text)
		.replaceAll("@", "@\u200b")
		.replaceAll("://", ":\u200b//")
		.replaceAll(/\b(www|mailto|javascript|GH)(?=[.:-])/gi, "$1\u200b")
		.replaceAll(/#(?=\d)/g, "#\u200b");
	return escapeText(broken);
}

/** A text as code: shown letter by letter, on one line. */
export function codeSpan(text: string): string {
	const shown = printable(text);
	const longest = Math.max(
		0,
		...[...shown.matchAll(/`+/g)].map(([run]) => run.length),
	);
	const fence = "`".repeat(longest + 1);
	// A backtick or blank at an end would be taken for the fence or dropped (CommonMark 0.31, section 6.1).
	const gap = /^[` ]|[` ]$/.test(shown) ? " " : "";
	return `${fence}${gap}${shown}${gap}${fence}`;
}
