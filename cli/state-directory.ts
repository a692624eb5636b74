import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Where what outlives a command lies: `QUANTGRID_STATE`, else `quantgrid` in `XDG_STATE_HOME` or `~/.local/state`
 * (XDG Base Directory Specification 0.8).
 */
function stateDirectory(): string {
	const { QUANTGRID_STATE, XDG_STATE_HOME } = process.env;
	return resolve(
		QUANTGRID_STATE ||
			join(XDG_STATE_HOME || join(homedir(), ".local/state"), "quantgrid"),
	);
}

/** Where the locks of the user's devices lie. */
export function locksFolder(): string {
	return join(stateDirectory(), "locks");
}
