import type { DeviceProfile } from "../plan/device-profile.ts";
import type { Outcome } from "../plan/outcome.ts";
import type { Job } from "../worker/protocol.ts";

/** How long a launch may take, and what interrupts it. */
export type LaunchOptions = {
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
};

/** A program of quantgrid that runs on a device: `worker` does one job, the others look after the device. */
export type DeviceProgram = keyof typeof DEVICE_PROGRAMS;

/** Where each program lies in the installed package. */
export const DEVICE_PROGRAMS = {
	worker: "dist/worker/main.js",
	/** Takes the files of jobs into the device's cache. */
	blobs: "dist/worker/blobs-main.js",
	/** Sets the governors until its stdin ends. */
	tune: "dist/worker/tune-main.js",
} as const;

/** A machine that can run a worker. */
export interface Device {
	readonly name: string;
	readonly profile: DeviceProfile;
	/** The command line of a process here whose stdin and stdout are those of a program on the device. */
	argvOf(program: DeviceProgram): readonly string[];
	/**
	 * Runs one job in a worker of its own. Whatever becomes of the worker is an outcome; it rejects only with the
	 * signal's reason when `signal` interrupts it.
	 */
	run(job: Job, options: LaunchOptions): Promise<Outcome>;
}

/** The device of that name; whoever opens the devices of a suite opens all of them. */
export function deviceOf(
	devices: ReadonlyMap<string, Device>,
	name: string,
): Device {
	const device = devices.get(name);
	if (device === undefined) {
		throw new Error(`the device ${name} was not opened`);
	}
	return device;
}
