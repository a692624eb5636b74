import { type Device, deviceOf } from "../devices/device.ts";
import { startTuning } from "../devices/tuning.ts";
import { machineOf } from "../plan/device-profile.ts";
import type { Suite } from "../plan/suite.ts";
import type { RunEvent } from "./progress.ts";

/** What setting governors needs, and whether they are to be set at all. */
export type TuningContext = {
	readonly devices: ReadonlyMap<string, Device>;
	/** Whether the governors of the devices are set to `performance` meanwhile. */
	readonly tune: boolean;
	readonly tell: (event: RunEvent) => void;
};

/** Runs the body with the governors of a suite's devices set, where that is wanted; they are set back afterwards. */
export async function whileTuned<Result>(
	suite: Suite,
	{ devices, tune, tell }: TuningContext,
	body: () => Promise<Result>,
): Promise<Result> {
	const restore = tune ? await tuneDevices(suite, devices, tell) : undefined;
	try {
		return await body();
	} finally {
		await restore?.();
	}
}

/**
 * Sets the governor of each machine of a suite to `performance` and tells the outcome; gives what sets them back. An
 * emulated device has none. Never rejects.
 */
export async function tuneDevices(
	suite: Suite,
	devices: ReadonlyMap<string, Device>,
	tell: (event: RunEvent) => void,
): Promise<() => Promise<void>> {
	const tunings = await Promise.all(
		tunable(suite, devices).map(async (device) => {
			const { answer, release } = await startTuning(device);
			tell({ kind: "tuned", device: device.name, result: answer });
			return { device, release };
		}),
	);
	return async () => {
		await Promise.all(
			tunings.map(async ({ device, release }) => {
				const result = await release();
				if (result !== undefined) {
					tell({ kind: "tuned", device: device.name, result });
				}
			}),
		);
	};
}

// Devices that share a machine share its governor.
function tunable(
	suite: Suite,
	devices: ReadonlyMap<string, Device>,
): readonly Device[] {
	const real = suite.devices
		.map((name) => deviceOf(devices, name))
		.filter(({ profile }) => profile.emulator === undefined);
	return real.filter(
		({ profile }, index) =>
			real.findIndex(
				(other) => machineOf(other.profile) === machineOf(profile),
			) === index,
	);
}
