/** HTML that may stand in a page as it is. Only `html` and `trusted` make it, so that no other text can become markup. */
export type Markup = { readonly markup: string };

type Part = string | number | Markup | readonly Markup[] | undefined;

/** A template of HTML: every text put into it is escaped; markup and lists of markup stay as they are. */
export function html(
	fixed: TemplateStringsArray,
	...parts: readonly Part[]
): Markup {
	const texts = parts.map(
		(part, index) => partText(part) + (fixed[index + 1] ?? ""),
	);
	return { markup: (fixed[0] ?? "") + texts.join("") };
}

/** Declares a text to be HTML: for pictures and scripts that we made ourselves, never for words from outside. */
export function trusted(markup: string): Markup {
	return { markup };
}

/** A value as JSON that may stand in a script element: nothing in it ends the element or a line of a script. */
export function scriptJson(value: unknown): Markup {
	const json = JSON.stringify(value);
	return {
		markup: json.replaceAll(
			/[<>&\u2028\u2029]/g,
			(letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
		),
	};
}

function partText(part: Part): string {
	if (part === undefined) {
		return "";
	}
	if (typeof part === "string" || typeof part === "number") {
		return escapeText(String(part));
	}
	return "markup" in part
		? part.markup
		: part.map(({ markup }) => markup).join("");
}

const ESCAPES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

function escapeText(text: string): string {
	return text.replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);
}
