/** What a stream can show. */
export type TerminalLook = {
	readonly interactive: boolean;
	readonly colour: boolean;
	readonly columns: number;
};

/** How wide text may be where the stream does not say. */
const DEFAULT_COLUMNS = 100;

/**
 * Whether a stream is a terminal for a person, may show colour, and how wide it is. `CI` makes it plain; `NO_COLOR`
 * (no-color.org) and `FORCE_COLOR` decide about colour before anything else.
 */
export function terminalLook(
	stream: NodeJS.WriteStream,
	env: NodeJS.ProcessEnv = process.env,
): TerminalLook {
	const isSet = (name: string): boolean => (env[name] ?? "") !== "";
	const interactive =
		stream.isTTY === true && !isSet("CI") && env.TERM !== "dumb";
	const forced = isSet("FORCE_COLOR") && env.FORCE_COLOR !== "0";
	return {
		interactive,
		colour:
			!isSet("NO_COLOR") &&
			(forced || (interactive && env.FORCE_COLOR !== "0")),
		columns: stream.columns ?? DEFAULT_COLUMNS,
	};
}
