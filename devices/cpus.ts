import type { DeviceProfile } from "../plan/device-profile.ts";

/** A command line held to the processors that a profile names, by taskset of util-linux; as it is where it names none. */
export function onCpus(
	{ cpus }: Pick<DeviceProfile, "cpus">,
	argv: readonly string[],
): readonly string[] {
	return cpus === undefined ? argv : ["taskset", "-c", cpus.join(","), ...argv];
}
