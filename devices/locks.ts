import { hostname } from "node:os";
import { join } from "node:path";
import { errorText, UserError } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import { printable } from "../lib/printable.ts";
import { type LockHolder, tryLock } from "../lib/process-lock.ts";
import { wait } from "../lib/wait.ts";
import {
	type DeviceProfile,
	LOCAL_PROFILE,
	machineOf,
} from "../plan/device-profile.ts";
import type { Device } from "./device.ts";

type LockedDevice = Pick<Device, "name" | "profile">;

/** What is locked, and by whom. */
export type LockRequest = {
	readonly devices: Iterable<LockedDevice>;
	/** The folder where the user's locks lie. */
	readonly folder: string;
	/** What the devices are locked for, in words: others who want them read it. */
	readonly purpose: string;
	/** Called once for each device that is waited for; where it is absent, a device in use is a UserError. */
	readonly onWait?: ((text: string) => void) | undefined;
	readonly signal: AbortSignal;
};

/** How often a device that is waited for is asked again. */
const POLL_MS = 500;

/**
 * Runs the body while no other quantgrid of this user measures on any of the devices. Two names of one machine are one
 * lock. Rejects with a UserError that says who has a device, or with the signal's reason while it waits.
 */
export async function withDevicesLocked<Result>(
	request: LockRequest,
	body: () => Promise<Result>,
): Promise<Result> {
	const releases: (() => void)[] = [];
	try {
		// In one order for all, so that no two processes wait for each other.
		for (const [key, name] of namesByMachine(request.devices)) {
			releases.push(await lockOne(key, name, request));
		}
		return await body();
	} finally {
		for (const release of releases) {
			release();
		}
	}
}

function namesByMachine(
	devices: Iterable<LockedDevice>,
): readonly (readonly [string, string])[] {
	const names = new Map(
		[...devices].map(({ name, profile }) => [machineKey(profile), name]),
	);
	return [...names].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The name of a machine as a folder: equal for all devices that are behind it. */
function machineKey(profile: DeviceProfile): string {
	const machine = machineOf(profile);
	// A home folder may be shared by machines, each of which is "this machine" to itself.
	const here = machine === machineOf(LOCAL_PROFILE) ? hostname() : "";
	return sha256(`${machine} ${here}`).slice(0, 16);
}

async function lockOne(
	key: string,
	name: string,
	{ folder, purpose, onWait, signal }: LockRequest,
): Promise<() => void> {
	const lockFolder = join(folder, key);
	for (let waiting = false; ; waiting = true) {
		signal.throwIfAborted();
		const attempt = attemptOf(lockFolder, purpose);
		if (attempt.status === "locked") {
			return attempt.release;
		}
		const text = `${name}: ${holderText(attempt.holder)}`;
		if (onWait === undefined) {
			throw new UserError(`${text} ${wayOut(attempt.holder, lockFolder)}`);
		}
		if (!waiting) {
			onWait(`${text} Waiting for its end.`);
		}
		await wait(POLL_MS, signal);
	}
}

function attemptOf(folder: string, purpose: string) {
	try {
		return tryLock(folder, purpose);
	} catch (error) {
		throw new UserError(
			`${folder}: the device cannot be locked here (${errorText(error)}). Make the folder writable, or name another by QUANTGRID_STATE.`,
		);
	}
}

function holderText({ purpose, since, process: { pid, host } }: LockHolder) {
	const where = host === hostname() ? "" : ` on ${printable(host)}`;
	return `"${printable(purpose)}" is in progress since ${printable(since)} (process ${pid}${where}), and two at once would disturb each other's figures.`;
}

function wayOut({ process: { host } }: LockHolder, lockFolder: string): string {
	return host === hostname()
		? "Try again later; a command that measures can wait for it with --wait."
		: `Try again later; a command that measures can wait for it with --wait. If that machine is gone, delete ${lockFolder}.`;
}
