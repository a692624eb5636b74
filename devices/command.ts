import type { DeviceProfile, Transport } from "../plan/device-profile.ts";
import { cacheOf } from "./cache.ts";
import { onCpus } from "./cpus.ts";
import { DEVICE_PROGRAMS, type Device, type DeviceProgram } from "./device.ts";
import { type RemoteOptions, remoteDevice } from "./remote.ts";

/** A profile whose device is reached by a command line of the user's own. */
export type CommandProfile = DeviceProfile & {
	readonly transport: Extract<Transport, { kind: "command" }>;
};

/** A device behind a command line that starts Node.js there, such as an emulator or `docker exec -i`. */
export function commandDevice(
	profile: CommandProfile,
	options: RemoteOptions = {},
): Device {
	const { directory, transport } = profile;
	const argvOf = (program: DeviceProgram) =>
		onCpus(profile, [
			...transport.argv,
			`${directory}/${DEVICE_PROGRAMS[program]}`,
		]);
	return remoteDevice(
		profile,
		{
			argvOf,
			// Its process group is here, and ends with it.
			workerArgv: () => argvOf("worker"),
			cache: cacheOf(profile),
			connect: async () => undefined,
			troubleOf: () => undefined,
		},
		options,
	);
}
