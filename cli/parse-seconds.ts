import { InvalidArgumentError } from "commander";
import { parseDuration } from "../lib/parse-duration.ts";

/** The longest time a Node timer can wait for, in seconds. */
const MAX_SECONDS = 2_147_483;

/** Reads a duration from the command line, in seconds. Throws commander's error for anything else. */
export function parseSeconds(text: string): number {
	const seconds = parseDuration(text.trim());
	if (seconds === undefined || !(seconds > 0 && seconds <= MAX_SECONDS)) {
		throw new InvalidArgumentError(
			`Expected a duration such as 2h, 1h30m or 90s, or a number of seconds, of at most ${MAX_SECONDS} s.`,
		);
	}
	return seconds;
}
