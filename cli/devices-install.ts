import { Command } from "commander";
import { profileOf } from "../devices/devices.ts";
import { installOn } from "../devices/install.ts";
import { withDevicesLocked } from "../devices/locks.ts";
import { UserError } from "../lib/errors.ts";
import type { DeviceProfile } from "../plan/device-profile.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import { interruption } from "./interruption.ts";
import {
	devicesOption,
	type InventoryOptions,
	inventoryFrom,
} from "./inventory-option.ts";
import { locksFolder } from "./state-directory.ts";

/** `quantgrid devices install NAME`: puts this version of quantgrid on a device. */
export function installCommand(exit: Exit): Command {
	return new Command("install")
		.description("put this version of quantgrid on a device, over ssh")
		.argument("<name>", "a device of the inventory")
		.addOption(devicesOption())
		.option("--force", "install again what is there already", false)
		.action(
			async (
				name: string,
				options: InventoryOptions & { readonly force: boolean },
			) => {
				const profile = profileOf(name, await inventoryFrom(options));
				await install(profile, options.force, exit);
			},
		);
}

async function install(
	profile: DeviceProfile,
	force: boolean,
	exit: Exit,
): Promise<void> {
	const { name, transport, directory } = profile;
	if (transport.kind !== "ssh") {
		throw new UserError(`the device "${name}" ${whyNot(profile)}`);
	}
	const stop = interruption(undefined);
	try {
		const { signal } = stop;
		const tell = (line: string) => console.error(`${name}: ${line}`);
		const result = await withDevicesLocked(
			{
				devices: [{ name, profile }],
				folder: locksFolder(),
				purpose: `quantgrid devices install ${name}`,
				signal,
			},
			() => installOn({ ...profile, transport }, { force, tell, signal }),
		);
		if (result.status === "failed") {
			console.error(`quantgrid: ${result.reason}`);
			exit(EXIT.cellFailed);
			return;
		}
		const done =
			result.status === "installed" ? "installed in" : "already there in";
		console.log(`${name}: quantgrid ${result.id} is ${done} ${directory}`);
	} catch (error) {
		if (!stop.signal.aborted) {
			throw error;
		}
		console.error("Interrupted. What was installed before is untouched.");
		exit(EXIT.interrupted);
	} finally {
		stop.dispose();
	}
}

/** Why nothing can be installed on a device that is not reached over ssh. */
function whyNot({ transport, directory }: DeviceProfile): string {
	return transport.kind === "local"
		? "is this machine: what runs now is what is installed."
		: `is reached by a command, over which nothing can be installed. Put the package into ${directory} there yourself: \`npm pack\` here; there, unpack it, add package-lock.json and run \`npm pkg delete scripts.prepare && npm ci --omit=dev\`.`;
}
