import { UserError } from "../lib/errors.ts";
import type { DeviceProfile } from "../plan/device-profile.ts";
import { commandDevice } from "./command.ts";
import type { Device } from "./device.ts";
import { exampleNames } from "./examples.ts";
import type { Inventory } from "./inventory.ts";
import { localDevice } from "./local.ts";
import { sshDevice } from "./ssh.ts";

/** Devices by name; whoever opened them closes them. */
export type OpenDevices = {
	readonly devices: ReadonlyMap<string, Device>;
	readonly close: () => Promise<void>;
};

/**
 * Opens the devices a suite names. Nothing is connected until a device is first used. Throws a UserError for one that is
 * not in the inventory: a name is all that a suite can say of a device.
 */
export function openDevices(
	names: readonly string[],
	inventory: Inventory,
): OpenDevices {
	const opened = names.map((name) => openDevice(profileOf(name, inventory)));
	return {
		devices: new Map(opened.map(({ device }) => [device.name, device])),
		close: async () => {
			await Promise.all(opened.map(({ close }) => close()));
		},
	};
}

/** The profile of that name. Throws a UserError that says which there are, and how to get this one. */
export function profileOf(
	name: string,
	{ profiles, folder }: Inventory,
): DeviceProfile {
	const profile = profiles.get(name);
	if (profile === undefined) {
		const known = [...profiles.keys()].join(", ");
		throw new UserError(
			`the device "${name}" is not known. Known: ${known}. ${wayTo(name, folder)}`,
		);
	}
	return profile;
}

function wayTo(name: string, folder: string | undefined): string {
	const place = folder ?? "devices";
	const naming =
		folder === undefined
			? `, and name the folder by --devices ${place} or QUANTGRID_DEVICES`
			: "";
	return exampleNames().includes(name)
		? `There is an example of that name: copy it with \`quantgrid devices example ${name} -o ${place}/${name}.json\`, mend its host${naming}.`
		: `Mend the suite's devices, or describe it in ${place}/${name}.json${naming}; \`quantgrid devices example\` lists examples.`;
}

function openDevice(profile: DeviceProfile): {
	readonly device: Device;
	readonly close: () => Promise<void>;
} {
	const { transport } = profile;
	switch (transport.kind) {
		case "local":
			return { device: localDevice(profile), close: async () => {} };
		case "command":
			return {
				device: commandDevice({ ...profile, transport }),
				close: async () => {},
			};
		case "ssh": {
			const { device, connection } = sshDevice({ ...profile, transport });
			return { device, close: () => connection.close() };
		}
	}
}
