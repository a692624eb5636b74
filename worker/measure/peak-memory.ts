import { readFileSync } from "node:fs";

/**
 * The most memory this process has had resident so far, in bytes: `VmHWM` of /proc/self/status (proc(5)), elsewhere
 * `maxRSS` of getrusage(2), which Node gives in kilobytes. It only rises, so a model's own share is the value after it
 * ran less the value before it was loaded, and at least that.
 */
export function peakMemoryBytes(statusPath = "/proc/self/status"): number {
	return (
		parsePeak(readStatus(statusPath)) ?? process.resourceUsage().maxRSS * 1024
	);
}

function readStatus(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}

function parsePeak(status: string): number | undefined {
	const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
	return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
