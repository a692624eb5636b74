import { Command } from "commander";
import { type OpenDevices, openDevices } from "../devices/devices.ts";
import { withDevicesLocked } from "../devices/locks.ts";
import { findingsOf } from "./device-findings.ts";
import type { Finding } from "./diagnosis.ts";
import { findingText } from "./doctor.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import { type Interruption, interruption } from "./interruption.ts";
import {
	devicesOption,
	type InventoryOptions,
	inventoryFrom,
} from "./inventory-option.ts";
import { locksFolder } from "./state-directory.ts";

type CheckOptions = InventoryOptions & { readonly json?: boolean };

/** `quantgrid devices check [NAME]`: what works on a device, and how to get what does not. */
export function checkCommand(exit: Exit): Command {
	return new Command("check")
		.description(
			"tell what works on a device, or on all of them, and how to get what does not",
		)
		.argument("[name]", "a device of the inventory; all of them without it")
		.addOption(devicesOption())
		.option("--json", "print JSON instead of text")
		.action(async (name: string | undefined, options: CheckOptions) => {
			const inventory = await inventoryFrom(options);
			const names =
				name === undefined ? [...inventory.profiles.keys()] : [name];
			const opened = openDevices(names, inventory);
			const stop = interruption(undefined);
			try {
				const sound = await withDevicesLocked(
					{
						devices: opened.devices.values(),
						folder: locksFolder(),
						purpose: "quantgrid devices check",
						signal: stop.signal,
					},
					() => checkAll(opened, options, stop),
				);
				exit(sound ? EXIT.fine : EXIT.cellFailed);
			} catch (error) {
				if (!stop.signal.aborted) {
					throw error;
				}
				exit(EXIT.interrupted);
			} finally {
				await opened.close();
				stop.dispose();
			}
		});
}

/** Prints the findings of every device; whether all that is needed works. */
async function checkAll(
	{ devices }: OpenDevices,
	{ json = false }: CheckOptions,
	{ signal }: Interruption,
): Promise<boolean> {
	const all: { device: string; findings: Finding[] }[] = [];
	for (const device of devices.values()) {
		const findings: Finding[] = [];
		all.push({ device: device.name, findings });
		if (!json) {
			console.log(device.name);
		}
		for await (const finding of findingsOf(device, signal)) {
			findings.push(finding);
			if (!json) {
				console.log(findingText(finding));
			}
		}
	}
	if (json) {
		process.stdout.write(`${JSON.stringify(all, undefined, "\t")}\n`);
	}
	return all.every(({ findings }) =>
		findings.every(
			({ required, result }) => !required || result.status === "works",
		),
	);
}
