import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Where the user's locks lie: `QUANTGRID_STATE`, else `quantgrid` in `XDG_STATE_HOME` or `~/.local/state`
 * (XDG Base Directory Specification 0.8).
 */
export function stateDirectory(): string {
	const { QUANTGRID_STATE, XDG_STATE_HOME } = process.env;
	return resolve(
		QUANTGRID_STATE ||
			join(XDG_STATE_HOME || join(homedir(), ".local/state"), "quantgrid"),
	);
}
