import { InvalidArgumentError } from "commander";

/** The longest time a Node timer can wait for, in seconds. */
const MAX_SECONDS = 2_147_483;

/** Reads a number of seconds from the command line. Throws commander's error for anything else. */
export function parseSeconds(text: string): number {
	const seconds = Number(text);
	if (text.trim() === "" || !(seconds > 0 && seconds <= MAX_SECONDS)) {
		throw new InvalidArgumentError(
			`Expected a number of seconds between 0 and ${MAX_SECONDS}.`,
		);
	}
	return seconds;
}
