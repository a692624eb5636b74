import { machineOf } from "../plan/device-profile.ts";
import { type Device, deviceOf } from "./device.ts";

/** Names of devices, those that share a machine together, in the order of their first ones. */
export function machinesOf(
	names: Iterable<string>,
	devices: ReadonlyMap<string, Device>,
): readonly ReadonlySet<string>[] {
	const machines = new Map<string, Set<string>>();
	for (const name of names) {
		const machine = machineOf(deviceOf(devices, name).profile);
		machines.set(machine, (machines.get(machine) ?? new Set()).add(name));
	}
	return [...machines.values()];
}
