import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorCode } from "./errors.ts";

const PREFIX = "quantgrid-chromium-";

/** Makes an empty folder for a browser's profile, whose name says that it belongs to this process. */
export function makeProfile(): string {
	return mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

/** Removes a profile. What a dying browser still holds on to is left to the next sweep. */
export async function removeProfile(profile: string): Promise<void> {
	// The browser's other processes may still write for a moment after the main one has ended.
	await rm(profile, {
		recursive: true,
		force: true,
		maxRetries: 10,
		retryDelay: 50,
	}).catch(() => {});
}

/** Removes the profiles of processes that are gone: whoever is killed cannot clean up. */
export function sweepProfiles(folder = tmpdir()): void {
	for (const name of readdirSync(folder)) {
		const owner = new RegExp(`^${PREFIX}(\\d+)-\\w+$`).exec(name)?.[1];
		if (owner !== undefined && !isRunning(Number(owner))) {
			try {
				rmSync(join(folder, name), { recursive: true, force: true });
			} catch {
				// It belongs to another user, or another sweep is at it.
			}
		}
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Any other error means that the process is there and not ours.
		return errorCode(error) !== "ESRCH";
	}
}
