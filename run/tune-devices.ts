import { type Device, deviceOf } from "../devices/device.ts";
import { startTuning } from "../devices/tuning.ts";
import { machineOf } from "../plan/device-profile.ts";
import type { Suite } from "../plan/suite.ts";
import type { RunEvent } from "./progress.ts";

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
