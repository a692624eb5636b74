/**
 * A word as a POSIX shell reads it back unchanged, whatever it holds: in single quotes, within which nothing is special but
 * the single quote itself (POSIX.1-2017, Shell Command Language, 2.2.2). Throws an Error for a word with a NUL, which no
 * command line can carry.
 */
export function shellQuote(word: string): string {
	if (word.includes("\0")) {
		throw new Error("a word of a command line cannot hold a NUL");
	}
	return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line as one text for a POSIX shell; every word is quoted. */
export function shellCommand(words: readonly string[]): string {
	return words.map(shellQuote).join(" ");
}
