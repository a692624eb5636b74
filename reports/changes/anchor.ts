/**
 * The place of a cell in changes.html, as it stands behind `#`: percent-encoded, brackets too, so that no Markdown ends
 * the link early. A page finds a cell by the same function. Half letters (lone surrogates), which no address can hold,
 * count as U+FFFD.
 */
export function anchorOf(cell: string): string {
	const whole = cell.replaceAll(/\p{Surrogate}/gu, "\ufffd");
	return encodeURIComponent(whole).replaceAll(
		/[!'()*]/g,
		(letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}
