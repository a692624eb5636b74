import { UserError } from "../lib/errors.ts";
import type { Device } from "./device.ts";
import { localDevice } from "./local.ts";

/** Every device by name. */
const DEVICES: Readonly<Record<string, () => Device>> = { local: localDevice };

/** Opens the devices a suite names. Throws a UserError for one that is not known. */
export function openDevices(
	names: readonly string[],
): ReadonlyMap<string, Device> {
	return new Map(names.map((name) => [name, openDevice(name)]));
}

function openDevice(name: string): Device {
	const open = Object.hasOwn(DEVICES, name) ? DEVICES[name] : undefined;
	if (open === undefined) {
		throw new UserError(
			`the device "${name}" is not known. Known: ${Object.keys(DEVICES).join(", ")}. Mend the suite's devices.`,
		);
	}
	return open();
}
