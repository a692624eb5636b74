import type { DeviceProfile } from "../plan/device-profile.ts";
import type { Environment } from "../plan/outcome.ts";
import type { Entry } from "./entry.ts";

/** What a journal says of one of its devices. */
export type DeviceRecord = {
	/** As it was when the run was started or last continued. */
	readonly profile: DeviceProfile;
	/** Its facts each time that it told them; the last are the present ones. */
	readonly environments: readonly Environment[];
	/** Why it told nothing when the run was started or last continued; undefined where it did. */
	readonly unreachable: string | undefined;
};

/** The devices of a run by the names its suite gives them, in the order of their first entries. */
export function devicesOf(
	entries: readonly Entry[],
): ReadonlyMap<string, DeviceRecord> {
	const devices = new Map<string, DeviceRecord>();
	for (const entry of entries) {
		if (entry.kind !== "device") {
			continue;
		}
		const { device, profile, environment, unreachable } = entry;
		const before = devices.get(device)?.environments ?? [];
		devices.set(device, {
			profile,
			environments:
				unreachable === undefined ? [...before, environment] : before,
			unreachable,
		});
	}
	return devices;
}
